import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

const run = (bench: string, ...args: readonly string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(root, 'bench', bench, 'main.ts'), ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })

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
  const ends = await Promise.all(mistakes.map(([bench, option]) => run(bench, option)))
  for (const [index, [bench, , message]] of mistakes.entries()) {
    const help = `See npm run bench:${bench} -- --help`
    expect(ends[index]).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^.+\n$/) })
    expect(ends[index]?.stderr).toContain(message)
    expect(ends[index]?.stderr.trimEnd().endsWith(help)).toBe(true)
  }
})
