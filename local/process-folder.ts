import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes a temporary folder with the id of this process in its name. Removes the folders of processes that were killed before they
 * could do it themselves.
 * @param prefix nothing else in the temporary folder begins so.
 * @param remove for tests.
 */
export function makeProcessFolder(prefix: string, remove: typeof rmSync = rmSync): string {
  const all = tmpdir()
  for (const name of readdirSync(all)) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : []
    if (pid !== undefined && !isRunning(Number(pid))) removeIfPossible(join(all, name), remove)
  }
  return mkdtempSync(join(all, `${prefix}${process.pid}-`))
}

function removeIfPossible(folder: string, remove: typeof rmSync): void {
  try {
    remove(folder, { recursive: true, force: true })
  } catch {
    // The folder belongs to another user of this machine, or another process is removing it right now. That is no reason not to start.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
