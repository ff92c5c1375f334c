import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { folderOfTheRun } from './temporary-folder.ts'

const kit = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)

/** Runs what a run of tests would do in its temporary folder. */
function run(tmp: string, statements: string) {
  const program = `
    import { mkdirSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    import setup from ${kit('own-temporary-folder.ts')}
    import { folderOfTheRun } from ${kit('temporary-folder.ts')}
    setup()
    setup()
    ${statements}`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: tmp },
    encoding: 'utf8',
  })
  return { stdout, stderr, status }
}

it('a run of tests has a temporary folder of its own, which goes with it', () => {
  const tmp = realpathSync(folderOfTheRun('tmp-'))
  const { stdout, ...rest } = run(tmp, `folderOfTheRun('shared-'); console.log(tmpdir())`)
  expect(rest).toEqual({ stderr: '', status: 0 })
  expect(stdout).toMatch(new RegExp(`^${tmp}/event-pipeline-tests-\\d+-\\w+\\n$`))
  expect(readdirSync(tmp)).toEqual([])
})

it('a run that leaves something there fails, and says what', () => {
  const tmp = folderOfTheRun('tmp-')
  const { stderr, status } = run(tmp, `mkdirSync(tmpdir() + '/local-functions-x')`)
  expect(status).toBe(1)
  expect(stderr).toMatch(/have left 1 in the temporary folder:\n {2}local-functions-x\n/)
  expect(readdirSync(tmp)).toEqual([])
})

it('a run removes what one that was killed has left, and not what belongs to one that goes on', () => {
  const tmp = folderOfTheRun('tmp-')
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  for (const pid of [gone, process.pid]) mkdirSync(join(tmp, `event-pipeline-tests-${pid}-abc`))
  expect(run(tmp, '').status).toBe(0)
  expect(readdirSync(tmp)).toEqual([`event-pipeline-tests-${process.pid}-abc`])
})
