import { watch } from 'node:fs'
import { join } from 'node:path'

/** Editors write a file in several steps, and a checkout changes many: all of that is one change. */
const QUIET_MS = 60

const SOURCE = /\.(ts|tsx|json)$/

export interface ChangedFiles {
  close(): void
}

/** Tells of sources that have changed in these folders, absolute paths, many at once where they change together. */
export function watchFiles(
  root: string,
  folders: readonly string[],
  onChange: (files: readonly string[]) => void,
  onProblem: (message: string) => void,
): ChangedFiles {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    const files = [...changed]
    changed.clear()
    onChange(files)
  }
  const watchers = folders.map((folder) => {
    const watcher = watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name === null || !SOURCE.test(name)) return
      changed.add(join(root, folder, name))
      clearTimeout(timer)
      timer = setTimeout(tell, QUIET_MS)
    })
    watcher.on('error', (error) => onProblem(`${folder} is not watched any more: ${error.message}`))
    return watcher
  })
  return {
    close() {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
