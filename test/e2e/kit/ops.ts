import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { targetFromEnvironment } from './target.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

/** Runs the operators' command line against the stack under test. @returns what it printed, both streams. */
export async function ops(...args: readonly string[]): Promise<string> {
  const { endpointUrl, stackName } = targetFromEnvironment()
  const where = ['--stack', stackName, ...(endpointUrl ? ['--endpoint', endpointUrl] : [])]
  const { stdout, stderr } = await run(process.execPath, ['ops/cli.ts', ...where, ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
  })
  return stdout + stderr
}
