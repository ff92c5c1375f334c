import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { bundleAsDeployed } from '../bundle.ts'
import { ensurePeers } from '../peers.ts'
import { type Measurement, measure, startStoreStub } from '../support/rivals.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { median } from '../support/statistics.ts'

const usage = `POST /orders beside the same handler written by hand: time and CPU of a request, on a store of known latency.

Usage: npm run bench:request -- [--rounds 5] [--seconds 3]

  --rounds N    runs of each, interleaved               default 5
  --seconds N   length of each run                      default 3
  --help        this text

Both validate an order of three lines, read three prices and store one event. Ours also tells callers apart, keeps answers under their
Idempotency-Key, decides on an aggregate, watches its deadline and writes a metric. Takes two minutes.
`

const contenders = {
  ours: join(import.meta.dirname, '..', '..', 'lambdas', 'order', 'api.ts'),
  'by hand': join(import.meta.dirname, 'by-hand.mjs'),
}

const scenarios = [
  { title: 'store at 0 ms', latencyMs: 0 },
  { title: 'store at 4 ms', latencyMs: 4 },
]

const ratio = (ours: number, other: number) => `${(ours / other).toFixed(2)} x`

function printScenario(title: string, results: ReadonlyMap<string, readonly Measurement[]>): void {
  const of = (runs: readonly Measurement[]) => ({
    ms: median(runs.map(({ eventsPerSecond }) => 1000 / eventsPerSecond)),
    cpuMs: median(runs.map(({ cpuMsPerEvent }) => cpuMsPerEvent)),
    calls: median(runs.map(({ callsPerEvent }) => callsPerEvent)),
  })
  const rows = [...results].map(([name, runs]) => [name, of(runs)] as const)
  const ours = rows[0]?.[1]
  console.log(`\n${title}`)
  console.table(
    Object.fromEntries(
      rows.map(([name, { ms, cpuMs, calls }]) => [
        name,
        {
          'ms/request': Number(ms.toFixed(2)),
          'CPU ms/request': Number(cpuMs.toFixed(3)),
          'calls/request': Number(calls.toFixed(2)),
          'ours: time': ours && ratio(ours.ms, ms),
          'ours: CPU': ours && ratio(ours.cpuMs, cpuMs),
        },
      ]),
    ),
  )
}

async function compare(rounds: number, seconds: number): Promise<void> {
  ensurePeers()
  const work = mkdtempSync(join(tmpdir(), 'bench-request-'))
  const stub = await startStoreStub()
  try {
    const bundles = new Map<string, string>()
    for (const [name, file] of Object.entries(contenders)) {
      bundles.set(name, await bundleAsDeployed(file, join(work, name.replace(' ', '-'))))
    }
    for (const { title, latencyMs } of scenarios) {
      const results = new Map<string, Measurement[]>([...bundles.keys()].map((name) => [name, []]))
      for (let round = 0; round < rounds; round++) {
        for (const [name, bundle] of bundles) {
          await stub.delay({ latencyMs, transactionLatencyMs: latencyMs })
          const runner = join(import.meta.dirname, 'runner.ts')
          results.get(name)?.push(await measure(stub, runner, [bundle, String(seconds)]))
        }
      }
      printScenario(title, results)
    }
  } finally {
    stub.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

const options = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '3' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const rounds = wholeNumber('--rounds', values.rounds, 1)
  await compare(rounds, wholeNumber('--seconds', values.seconds, 1, 86_400))
  return 0
}

await runBenchmark('bench:request', { usage, options, main })
