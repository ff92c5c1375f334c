import { readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import { makeProcessFolder } from '../../local/process-folder.ts'
import { OF_THE_RUN } from './temporary-folder.ts'

const PREFIX = 'event-pipeline-tests-'

/** A browser is killed with the process that started it, and may leave these; programs such as npm keep what Node.js compiles. */
const leftByOthers = /^(playwright|\.org\.chromium|\.com\.google|node-compile-cache$)/

/**
 * Gives a run of tests a temporary folder of its own, which is removed when the run is over. Fails the run when a test, or a program
 * that it has run, has left something there: users find the same in their temporary folders.
 */
export default function setup(): void {
  // Another project of this run has done so.
  if (basename(tmpdir()).startsWith(PREFIX)) return
  const directory = makeProcessFolder(PREFIX)
  process.env.TMPDIR = directory
  // At the very end, when the processes that have run the tests are gone, too.
  process.once('exit', () => {
    const left = readdirSync(directory).filter((name) => name !== OF_THE_RUN && !leftByOthers.test(name))
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    if (left.length === 0) return
    console.error(`Tests, or the programs that they run, have left ${left.length} in the temporary folder:`)
    for (const name of left.toSorted().slice(0, 20)) console.error(`  ${name}`)
    console.error('Remove them, or make them with folderOfTheRun of test/support/temporary-folder.ts.')
    process.exitCode = 1
  })
}
