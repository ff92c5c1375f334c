import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { availableParallelism, setPriority } from 'node:os'
import { join } from 'node:path'
import { compilerVariables } from './compiler-variables.ts'
import { grantRecordDir } from './grant-record-dir.ts'
import { hasTests, testParts } from './test-parts.ts'

const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
/** Tests start some hundred programs of the project, also in copies of it: each package is compiled once for all of them. */
const NODE_COMPILE_CACHE = join(root, 'node_modules', '.cache', 'compile')

/** A third of what others get, so that they still come to their turn within their patience. */
const NICE = 5

/** The unit tests are through last: with the one worker that Vitest has for two processors, one of these would be idle at the end. */
const UNIT_WORKERS = [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`]

/**
 * Runs the whole suite in four processes side by side: the end-to-end tests on one shared stack, those that start their own
 * runtimes, two files at once, the unit tests, and those of the template. The first two mostly wait for retries and deadlines; the others keep a
 * processor busy each, with what the first two leave of it: a wait for a deadline shall not become one for a processor as well.
 * Vitest runs one file at a time where it is told to, but nothing beside that file. With arguments, such as a file, it is Vitest as it is.
 */
async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) return exitCodeOf(start(args, 'inherit'))
  rmSync(grantRecordDir, { recursive: true, force: true })
  const shown = startPart('shared-stack', 'inherit')
  // The output of these is kept until the first is through, so that no report has lines of another in it.
  const computing = [...startPart('unit', 'pipe', UNIT_WORKERS), ...startPart('infra', 'pipe')]
  for (const { pid } of computing) if (pid !== undefined) setPriority(pid, NICE)
  const held = [...startPart('own-runtime', 'pipe'), ...computing]
  const outputs = held.map(outputOf)
  const codes = await Promise.all([...shown, ...held].map(exitCodeOf))
  for (const output of outputs) process.stdout.write(output())
  return Math.max(0, ...codes)
}

function outputOf({ stdout, stderr }: ChildProcess): () => Buffer {
  const chunks: Buffer[] = []
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks)
}

/** Nothing for a part without a test: Vitest takes a second of a processor to find that out. */
function startPart(
  part: keyof typeof testParts,
  output: 'inherit' | 'pipe',
  more: readonly string[] = [],
): ChildProcess[] {
  if (!hasTests(root, testParts[part])) return []
  if (part === 'unit' || part === 'infra') return [start(['--project', part, ...more], output)]
  return [start(['--project', 'e2e', ...more], output, part)]
}

function start(args: readonly string[], output: 'inherit' | 'pipe', part?: EndToEndPart): ChildProcess {
  const color = output === 'pipe' && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  return spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    env: { NODE_COMPILE_CACHE, ...compilerVariables, ...process.env, ...color, ...(part && { E2E_PART: part }) },
    stdio: ['ignore', output, output],
  })
}

type EndToEndPart = Exclude<keyof typeof testParts, 'unit' | 'infra'>

/** 1 for a process that a signal ended. */
const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))

process.exitCode = await main(process.argv.slice(2))
