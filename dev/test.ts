import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

/**
 * Runs the whole suite in two processes side by side: the end-to-end tests, which mostly wait for retries and deadlines, and
 * all others, which keep a processor busy. Vitest runs one file at a time where it is told to, but nothing beside that file.
 * With arguments, such as a file, it is Vitest as it is.
 */
async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) return exitCodeOf(start(args, 'inherit'))
  const endToEnd = start(['--project', 'e2e'], 'inherit')
  const others = start(['--project', 'unit', '--project', 'infra'], 'pipe')
  // Told when the end-to-end tests are through, so that no report has lines of the other in it.
  const held: Buffer[] = []
  for (const stream of [others.stdout, others.stderr]) stream?.on('data', (chunk: Buffer) => held.push(chunk))
  const codes = await Promise.all([exitCodeOf(endToEnd), exitCodeOf(others)])
  process.stdout.write(Buffer.concat(held))
  return Math.max(...codes)
}

function start(args: readonly string[], output: 'inherit' | 'pipe'): ChildProcess {
  const color = output === 'pipe' && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  return spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    env: { ...process.env, ...color },
    stdio: ['ignore', output, output],
  })
}

/** 1 for a process that a signal ended. */
const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))

process.exitCode = await main(process.argv.slice(2))
