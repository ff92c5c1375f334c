import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { describeNeeding } from '../../e2e/kit/needs.ts'
import { documentedCommands } from './extract.ts'
import { proofOf } from './proofs.ts'
import { openShell } from './shell.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const commands = documentedCommands()

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'documented-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A command has this long. It is less than a test has, which would not say what the command has printed. */
const LIMIT_MS = 380_000

/** Runs a command of the documentation with more options, or others. @returns its exit code and what it printed. */
async function run(text: string): Promise<{ code: number; printed: string }> {
  const shell = openShell(process.env)
  // The shell ends with the test, also when that is given up.
  onTestFinished(() => shell.close())
  const { exitCode, printed } = await shell.run(text, LIMIT_MS)
  return { code: exitCode, printed }
}

const documented = (pattern: RegExp): string => {
  const found = commands.find(({ text }) => pattern.test(text))
  if (!found) throw new Error(`No page says ${pattern} any more.`)
  return found.text
}

describeNeeding('own-runtime')('what runs long, in a small size', () => {
  it('the sample order gets through the faults of the documented command, and the command ends', async () => {
    const command = documented(/^npm start -- --faults .* --seed 7$/)
    const { code, printed } = await run(`${command} --port 0 --endpoint-port 0 --no-synth --exit`)
    expect(printed).toContain('every consumer reached')
    expect(code, printed).toBe(0)
  })

  it('a soak records its faults, and another one compares with them', async () => {
    // By default something is away for so long that retries run out; a second shows as well that the command works. So do shared threads, at
    // half the time of a processor; the test above has a thread for each function.
    const small = (text: string) =>
      `${text.replace(/--orders \d+/, '--orders 2').replace('faults.txt', join(directory, 'faults.txt'))} --outage sns=1s --isolation shared`
    for (const pattern of [/^npm run soak .*--record-faults/, /^npm run soak .*--compare-faults/]) {
      const { code, printed } = await run(small(documented(pattern)))
      expect(code, printed).toBe(0)
    }
  })

  it.each([
    ['bench:cost', '--orders 1 --rates 5 --callers 1'],
    ['bench:latency', '--orders 1'],
    ['bench:rebuild', '--events 80 --segments 2 --orders-per-second 5'],
    ['bench:consumer', '--rounds 1 --seconds 1 --scenarios 4ms,fifo'],
    ['bench:cold', '--rounds 1'],
    ['bench:request', '--rounds 1 --seconds 1'],
  ])('npm run %s -- %s', async (name, options) => {
    expect(proofOf(documented(new RegExp(`^npm run ${name}$`)))).toBe('bench')
    // These install what they measure against; that is not for a test to do.
    const wantsPeers = ['bench:consumer', 'bench:cold', 'bench:request'].includes(name)
    const hasPeers = existsSync(join(root, 'bench', 'node_modules', '@aws-lambda-powertools', 'batch'))
    const { code, printed } = await run(`npm run ${name} -- ${wantsPeers && !hasPeers ? '--help' : options}`)
    expect(code, printed).toBe(0)
  })
})
