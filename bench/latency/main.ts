import { cpus, loadavg } from 'node:os'
import { seededRandom } from '../../dev/soak/random.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { type Downstreams, startDownstreams } from './downstreams.ts'
import { runSynchronously, runThroughPipeline } from './paths.ts'
import { renderComparison, summarize } from './report.ts'
import { arrivalTimes, DOWN_SHARE, SERVICE_MS, TIMEOUT_MS } from './simulation.ts'

/** Well below what either path sustains on an idle machine: latency is wanted here, not the wait in a queue. */
const ORDERS_PER_SECOND = 4

const usage = `The same orders, synchronously in the request and through the pipeline: latency, availability, completion.

Usage: npm run bench:latency -- [--orders 100] [--seed 1]

  --orders N    orders on each path, ${ORDERS_PER_SECOND} per second on average        default 100
  --seed N      of the arrival times and of payment's outages   default 1
  --help        this text

Both paths call the same payment, inventory and notification over HTTP, ${SERVICE_MS} ms each. ${DOWN_SHARE * 100} % of the calls to payment
go wrong: one half is refused, one half hangs until the caller gives up after ${TIMEOUT_MS / 1000} s. Runs for about a minute. On a
machine that is busy with other things orders wait for a processor, and the figures say little.
`

const notes = `
  What differs: the synchronous service makes the three calls one after the other, retries nothing, and validates and
  stores nothing. The pipeline does its whole work besides: stored events, checkout, read models, audit. Its payment and
  inventory run side by side, it notifies twice (order placed, order ended), and it retries what failed, by its default
  policy. Local runtime, in memory: no network, no cold starts.
`

const options = {
  orders: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const [orders, seed] = [wholeNumber('--orders', values.orders, 1), wholeNumber('--seed', values.seed, 0)]
  const load = { times: arrivalTimes(orders, ORDERS_PER_SECOND, seededRandom(seed, 'arrivals')), seed }
  const busyBefore = loadavg()[0] ?? 0
  const downstreams = await startDownstreams()
  try {
    const synchronous = summarize(await runSynchronously(downstreams, load))
    const synchronousCalls = describeCalls(downstreams)
    const pipeline = summarize(await runThroughPipeline(downstreams, load))
    process.stdout.write(
      `${orders} orders on each path, ${ORDERS_PER_SECOND} per second on average, open loop, seed ${seed}\n` +
        `${renderComparison(synchronous, pipeline)}\n` +
        `  calls to payment: ${synchronousCalls} synchronously, ${describeCalls(downstreams)} by the pipeline\n` +
        `  machine: ${cpus().length} cores, load average ${busyBefore.toFixed(1)} before the run\n${notes}`,
    )
    return 0
  } finally {
    await downstreams.close()
  }
}

function describeCalls({ payments: { served, refused, hanging } }: Downstreams): string {
  return `${served + refused + hanging} (${refused} refused, ${hanging} hung)`
}

await runBenchmark('bench:latency', { usage, options, main })
