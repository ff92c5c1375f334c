import { runKept } from './kept-ops.ts'

/**
 * What the operators' command line says with `--json`, of the stack under test.
 * @throws {Error} with what it printed when it fails.
 */
export async function look<Value>(...args: readonly string[]): Promise<Value> {
  const { stdout, stderr, code } = await runKept([...args, '--json'])
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return JSON.parse(stdout) as Value
}
