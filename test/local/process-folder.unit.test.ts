import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { makeProcessFolder } from '../../local/process-folder.ts'
import { folderOfTheRun } from '../support/temporary-folder.ts'

const refused = (): void => {
  throw Object.assign(new Error('EACCES, Permission denied'), { code: 'EACCES' })
}

afterEach(() => void vi.unstubAllEnvs())

it('starts beside what another user of the machine has left and only that user may remove', () => {
  const tmp = folderOfTheRun('tmp-')
  vi.stubEnv('TMPDIR', tmp)
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  const left = join(tmp, `local-functions-${gone}-abc`)
  mkdirSync(left)
  const made = makeProcessFolder('local-functions-', refused)
  expect(made.startsWith(join(tmp, `local-functions-${process.pid}-`))).toBe(true)
  expect([made, left].map((folder) => existsSync(folder))).toEqual([true, true])
})
