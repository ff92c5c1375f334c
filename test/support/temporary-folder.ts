import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where those folders lie that go with the run, within its temporary folder. */
export const OF_THE_RUN = 'of-the-run'

/** A folder for what many tests read. It goes with the run; what a test makes for itself, it removes itself. */
export function folderOfTheRun(prefix: string): string {
  const all = join(tmpdir(), OF_THE_RUN)
  mkdirSync(all, { recursive: true })
  return mkdtempSync(join(all, prefix))
}
