import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

interface End {
  readonly code: unknown
  readonly stdout: string
  readonly stderr: string
}

/** Runs benchmarks one after another, each as if it were alone, in one process: they load the same modules, and each in a second of its own. */
const driver = `
const ends = []
for (const [index, [file, option]] of JSON.parse(process.argv[1]).entries()) {
  const end = { stdout: '', stderr: '' }
  const real = {}
  for (const stream of ['stdout', 'stderr']) {
    real[stream] = process[stream].write
    process[stream].write = (text) => (end[stream] += text)
  }
  process.exitCode = undefined
  process.argv = [process.execPath, file, option]
  await import(file + '?' + index)
  ends.push({ ...end, code: process.exitCode })
  for (const stream of ['stdout', 'stderr']) process[stream].write = real[stream]
}
process.exitCode = 0
process.stdout.write(JSON.stringify(ends))
`

/** @returns how each ended, in their order. */
async function run(commands: readonly (readonly [bench: string, option: string])[]): Promise<End[]> {
  const given = commands.map(([bench, option]) => [pathToFileURL(join(root, 'bench', bench, 'main.ts')).href, option])
  const args = ['--input-type=module', '--eval', driver, JSON.stringify(given)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

const mistakes: [bench: string, option: string, message: string][] = [
  ['cold', '--rounds=0', '--rounds is "0"'],
  ['consumer', '--seconds=1e3', '--seconds is "1e3"'],
  ['consumer', '--scenarios=4ms,slow', '--scenarios is "slow"'],
  ['cost', '--rates=2,,8', '--rates is ""'],
  ['latency', '--seed=-1', '--seed is "-1"'],
  ['letters', '--rate=0', '--rate is "0"'],
  ['local', '--width=', '--width is ""'],
  ['rebuild', '--segments=1001', '--segments is "1001"'],
  ['request', '--rounds=0', '--rounds is "0"'],
  ['store', '--lengths=10,,100', '--lengths is ""'],
]

it('a benchmark refuses a mistake in its options with one line and exit code 2, before it measures anything', async () => {
  const ends = await run(mistakes.map(([bench, option]) => [bench, option]))
  for (const [index, [bench, , message]] of mistakes.entries()) {
    const help = `See npm run bench:${bench} -- --help`
    expect(ends[index]).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^.+\n$/) })
    expect(ends[index]?.stderr).toContain(message)
    expect(ends[index]?.stderr.trimEnd().endsWith(help)).toBe(true)
  }
})
