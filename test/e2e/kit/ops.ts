import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { opsArguments, runKept } from './kept-ops.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

function commandLine(args: readonly string[]) {
  return {
    argv: ['ops/cli.ts', ...opsArguments(), ...args],
    options: { cwd: root, env: { ...process.env, NO_COLOR: '1' } },
  }
}

/**
 * Runs the operators' command line against the stack under test. @returns what it printed, both streams.
 * @throws {Error} with `code`, `stdout` and `stderr` when it fails.
 */
export async function ops(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await opsOf(root, ...args)
  return stdout + stderr
}

/** The same with the command line of the checkout in that directory. @returns what it printed on each stream. */
export async function opsOf(checkout: string, ...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, code } = await runKept(args, checkout)
  if (code === 0) return { stdout, stderr }
  throw Object.assign(new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`), { stdout, stderr, code })
}

/** Starts it as a person would, in a process of its own. @returns what it printed, both streams. */
export async function startedOps(...args: readonly string[]): Promise<string> {
  const { argv, options } = commandLine(args)
  const { stdout, stderr } = await run(process.execPath, argv, options)
  return stdout + stderr
}

/**
 * Starts the command, waits until it has printed that and `isTime` resolves, and kills it as nothing can defend itself
 * against. @throws {Error} when it ended on its own before that.
 */
export async function killedOps(
  args: readonly string[],
  printed: RegExp,
  isTime: () => Promise<unknown>,
): Promise<void> {
  const { argv, options } = commandLine(args)
  const child = spawn(process.execPath, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  try {
    let output = ''
    const seen = new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk
        if (printed.test(output)) resolve()
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      void exited.then(() => reject(new Error(`${args.join(' ')} ended before it printed ${printed}:\n${output}`)))
    })
    await seen
    await isTime()
    child.kill('SIGKILL')
    if ((await exited) !== 'SIGKILL') throw new Error(`${args.join(' ')} ended before it could be killed:\n${output}`)
  } finally {
    child.kill('SIGKILL')
  }
}
