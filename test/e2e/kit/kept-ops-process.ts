import { join } from 'node:path'
import type { Printed } from './kept-ops.ts'

/**
 * Runs one command line after another, each as `npm run ops` would in the checkout that is given as its argument, and answers with what it
 * printed.
 */
const checkout = process.argv[2] ?? ''
const loading = load()
let working: Promise<void> = Promise.resolve()
process.on('message', (argv: readonly string[]) => {
  working = working.then(async () => void process.send?.(await run(argv)))
})
process.on('disconnect', () => process.exit())

async function load() {
  const [{ opsProgram }, { runProgram }] = await Promise.all([
    import(join(checkout, 'ops/commands.ts')) as Promise<typeof import('../../../ops/commands.ts')>,
    import(join(checkout, 'ops/program.ts')) as Promise<typeof import('../../../ops/program.ts')>,
  ])
  return { opsProgram, runProgram }
}

async function run(argv: readonly string[]): Promise<Printed> {
  const { opsProgram, runProgram } = await loading
  const printed = { stdout: '', stderr: '' }
  const own = { stdout: process.stdout.write, stderr: process.stderr.write }
  for (const stream of ['stdout', 'stderr'] as const) {
    const write = (text: string | Uint8Array, ...[encoding, told]: unknown[]) => {
      printed[stream] += typeof text === 'string' ? text : Buffer.from(text).toString()
      const callback = told ?? encoding
      if (typeof callback === 'function') callback()
      return true
    }
    Object.assign(process[stream], { write })
  }
  try {
    await runProgram(opsProgram(), ['node', 'ops', ...argv])
    return { ...printed, code: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = undefined
    // A command listens for Ctrl-C until its process ends.
    for (const name of ['SIGINT', 'SIGTERM']) process.removeAllListeners(name)
    Object.assign(process.stdout, { write: own.stdout })
    Object.assign(process.stderr, { write: own.stderr })
  }
}
