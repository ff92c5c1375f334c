import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOptions, wholeNumber } from '../../local/usage/options.ts'
import { runCommand } from '../../local/usage/run-command.ts'
import { bundleAsDeployed, bundleAsUsual } from '../bundle.ts'
import { consumerEnvironment } from '../consumer-environment.ts'
import { ensurePeers } from '../peers.ts'
import { type Measurement, printScenario } from './report.ts'

const usage = `Throughput and CPU of a consumer: ours beside Powertools, middy and by hand, on a store of known latency.

Usage: npm run bench:consumer -- [--rounds 3] [--seconds 3] [--ordered]

  --rounds N    runs of each, interleaved               default 3
  --seconds N   length of each run                      default 3
  --ordered     instead: an ordered consumer that holds behind dead letters, beside one that goes on; nothing is held
  --help        this text
`

const contenders = {
  ours: 'ours.ts',
  '(a) powertools batch + idempotency + parser': 'powertools.mjs',
  '(b) middy + partial failure + zod + marker': 'middy.mjs',
  '(c) one transaction per event, no validation': 'transaction.mjs',
  '(d) the effect only': 'bare.mjs',
}

/** The first is what the others are compared with. */
const orderedContenders = {
  'hold, nothing held': 'ordered-holding.ts',
  continue: 'ordered-continuing.ts',
}

const isOurs = (file: string): boolean => file.endsWith('.ts')

const scenarios = [
  { name: 'store at 0 ms', latencyMs: 0, transactionLatencyMs: 0 },
  { name: 'store at 4 ms', latencyMs: 4, transactionLatencyMs: 4 },
  { name: 'store at 4 ms, transactions at 8 ms', latencyMs: 4, transactionLatencyMs: 8 },
]

const here = import.meta.dirname

/** The next message of a process; its end is an error. */
function received<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A benchmark process ended with ${code}.`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Message)
    })
  })
}

async function measure(stub: ChildProcess, port: number, file: string, seconds: number): Promise<Measurement> {
  const child = fork(join(here, 'runner.ts'), [file, String(seconds), '2'], {
    // Its log lines are written and read, as Lambda does, and thrown away.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...consumerEnvironment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
  })
  child.stdout?.resume()
  await received(child)
  stub.send('counts')
  const before = await received<Counts>(stub)
  child.send('go')
  const measured = await received<{ events: number; wallMs: number; cpuMs: number }>(child)
  stub.send('counts')
  const after = await received<Counts>(stub)
  child.send('done')
  return {
    eventsPerSecond: measured.events / (measured.wallMs / 1000),
    cpuMsPerEvent: measured.cpuMs / measured.events,
    callsPerEvent: (after.calls - before.calls) / measured.events,
    writeUnitsPerEvent: (after.writeUnits - before.writeUnits) / measured.events,
  }
}

interface Counts {
  readonly calls: number
  readonly writeUnits: number
}

async function compare(compared: Record<string, string>, rounds: number, seconds: number): Promise<void> {
  if (!Object.values(compared).every(isOurs)) ensurePeers()
  const work = mkdtempSync(join(tmpdir(), 'bench-consumer-'))
  const stub = fork(join(here, 'dynamodb-stub.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const { port } = await received<{ port: number }>(stub)
    const bundles = new Map<string, string>()
    for (const [name, file] of Object.entries(compared)) {
      const bundle = isOurs(file) ? bundleAsDeployed : bundleAsUsual
      bundles.set(name, await bundle(join(here, 'contenders', file), join(work, file.replace(/\..*/, ''))))
    }
    for (const { name, ...latencies } of scenarios) {
      const results = new Map<string, Measurement[]>([...bundles.keys()].map((contender) => [contender, []]))
      for (let round = 0; round < rounds; round++) {
        for (const [contender, file] of bundles) {
          stub.send(latencies)
          await received(stub)
          results.get(contender)?.push(await measure(stub, port, file, seconds))
        }
      }
      printScenario(name, results)
    }
  } finally {
    stub.kill()
    rmSync(work, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const values = readOptions(process.argv.slice(2), {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    ordered: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const compared = values.ordered ? orderedContenders : contenders
  const [rounds, seconds] = [
    wholeNumber('--rounds', values.rounds, 1),
    wholeNumber('--seconds', values.seconds, 1, 86_400),
  ]
  await compare(compared, rounds, seconds)
  return 0
}

await runCommand('npm run bench:consumer -- --help', main)
