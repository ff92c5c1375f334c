import { join } from 'node:path'
import { watch } from 'chokidar'

/** Editors write a file in several steps, and a checkout changes many: all of that is one change. */
const QUIET_MS = 60

const SOURCE = /\.(ts|tsx|json)$/

export interface ChangedFiles {
  /** Resolves once a change would be seen. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

export interface FileWatch {
  /** Absolute. */
  readonly root: string
  readonly folders: readonly string[]
  /** Epoch milliseconds: what was saved after that, before anything was watched, is a change, too. */
  readonly since: number
  readonly onChange: (files: readonly string[]) => void
  readonly onProblem: (message: string) => void
}

/**
 * Tells of sources that have changed in these folders, absolute paths, many at once where they change together. Chokidar and not
 * `fs.watch`: on Linux that loses sight of a file once an editor has replaced it by another one of its name.
 */
export function watchFiles({ root, folders, since, onChange, onProblem }: FileWatch): ChangedFiles {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    const files = [...changed]
    changed.clear()
    onChange(files)
  }
  const watcher = watch(
    folders.map((folder) => join(root, folder)),
    { alwaysStat: true },
  )
  let isReady = false
  watcher.once('ready', () => {
    isReady = true
  })
  watcher.on('all', (_event, file, stats) => {
    if (!SOURCE.test(file) || (!isReady && (stats?.mtimeMs ?? 0) <= since)) return
    changed.add(file)
    clearTimeout(timer)
    timer = setTimeout(tell, QUIET_MS)
  })
  watcher.on('error', (error) => onProblem(`A folder is not watched any more: ${(error as Error).message}`))
  return {
    ready: new Promise((resolve) => {
      watcher.once('ready', () => resolve())
    }),
    async close() {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}
