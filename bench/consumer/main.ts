import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { oneOf, type Values, wholeNumber } from '../../local/usage/options.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { bundleAsDeployed, bundleAsUsual } from '../bundle.ts'
import { ensurePeers } from '../peers.ts'
import { type Measurement, measure, startStoreStub } from '../support/rivals.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { printScenario } from './report.ts'
import { orderedScenarios, type Scenario, scenarioNames, scenarios } from './scenarios.ts'

const usage = `Throughput and CPU of a consumer: ours beside Powertools, middy and by hand, on a store of known latency.

Usage: npm run bench:consumer -- [--scenarios 4ms,fifo] [--rounds 3] [--seconds 3] [--ordered]

  --scenarios LIST  of ${scenarioNames.join(', ')}: the store's latency with batches of 10, sizes of batches, a FIFO queue   default all
  --rounds N        runs of each, interleaved               default 3
  --seconds N       length of each run                      default 3
  --ordered         instead: an ordered consumer that holds behind dead letters, beside one that goes on; nothing is held
  --help            this text

The last row is the floor: validation and one transaction per batch, and nothing else. With three rounds each scenario of batches of 10
takes about two minutes, each other one a minute.
`

const here = import.meta.dirname

async function compare(compared: readonly Scenario[], rounds: number, seconds: number): Promise<void> {
  const contenders = compared.flatMap((scenario) => Object.values(scenario.contenders))
  if (contenders.some(({ file }) => file.endsWith('.mjs'))) ensurePeers()
  const work = mkdtempSync(join(tmpdir(), 'bench-consumer-'))
  const stub = await startStoreStub()
  try {
    const bundles = new Map<string, string>()
    for (const { file, asDeployed } of contenders) {
      if (bundles.has(file)) continue
      const bundle = asDeployed ? bundleAsDeployed : bundleAsUsual
      bundles.set(file, await bundle(join(here, 'contenders', file), join(work, file.replace(/\..*/, ''))))
    }
    for (const { title, batchSize, contenders: rivals, ...latencies } of compared) {
      const results = new Map<string, Measurement[]>(Object.keys(rivals).map((name) => [name, []]))
      for (let round = 0; round < rounds; round++) {
        // Back and forth, so that none is always the first, while the machine is at its coolest, or the one after the slowest.
        const inTurn = Object.entries(rivals)
        for (const [name, { file }] of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
          await stub.delay(latencies)
          const args = [bundles.get(file) ?? '', String(seconds), '2', String(batchSize)]
          results.get(name)?.push(await measure(stub, join(here, 'runner.ts'), args))
        }
      }
      printScenario(title, results)
    }
  } finally {
    stub.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

/** @throws {UsageError} */
function scenariosOf(list: string | undefined, ordered: boolean): readonly Scenario[] {
  if (ordered && list !== undefined) throw new UsageError('--ordered has scenarios of its own: leave --scenarios out.')
  if (ordered) return orderedScenarios
  const names = list?.split(',').map((name) => oneOf('--scenarios', name, scenarioNames))
  return (names ?? scenarioNames).flatMap((name) => (name === undefined ? [] : [scenarios[name]]))
}

const options = {
  scenarios: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  ordered: { type: 'boolean' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const compared = scenariosOf(values.scenarios, values.ordered)
  const [rounds, seconds] = [
    wholeNumber('--rounds', values.rounds, 1),
    wholeNumber('--seconds', values.seconds, 1, 86_400),
  ]
  await compare(compared, rounds, seconds)
  return 0
}

await runBenchmark('bench:consumer', { usage, options, main })
