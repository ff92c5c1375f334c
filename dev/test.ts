import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { grantRecordDir } from './grant-record-dir.ts'

const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

/**
 * Runs the whole suite in four processes side by side: the end-to-end tests on one shared stack, those that start their own
 * runtimes, the unit tests, and those of the template. The first two mostly wait for retries and deadlines; the others keep a
 * processor busy each. Vitest runs one file at a time where it is told to, but nothing beside that file. With arguments, such as a file, it is Vitest as it is.
 */
async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) return exitCodeOf(start(args, 'inherit'))
  rmSync(grantRecordDir, { recursive: true, force: true })
  const shown = start(['--project', 'e2e'], 'inherit', 'shared-stack')
  // Told when that is through, so that no report has lines of another in it.
  const held = [
    start(['--project', 'e2e'], 'pipe', 'own-runtime'),
    start(['--project', 'unit'], 'pipe'),
    start(['--project', 'infra'], 'pipe'),
  ]
  const outputs = held.map(outputOf)
  const codes = await Promise.all([shown, ...held].map(exitCodeOf))
  for (const output of outputs) process.stdout.write(output())
  return Math.max(...codes)
}

function outputOf({ stdout, stderr }: ChildProcess): () => Buffer {
  const chunks: Buffer[] = []
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks)
}

function start(
  args: readonly string[],
  output: 'inherit' | 'pipe',
  part?: 'shared-stack' | 'own-runtime',
): ChildProcess {
  const color = output === 'pipe' && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  return spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    env: { ...process.env, ...color, ...(part && { E2E_PART: part }) },
    stdio: ['ignore', output, output],
  })
}

/** 1 for a process that a signal ended. */
const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))

process.exitCode = await main(process.argv.slice(2))
