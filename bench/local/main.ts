import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openQueueBacklog, type QueueBacklog } from '../../dev/queue-backlog.ts'
import { forgetSynthesis } from '../../dev/synthesis-record.ts'
import { projectRoot } from '../../dev/synthesize.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { drained } from '../support/drained.ts'
import { type PipelineProcess, startPipeline } from '../support/pipeline-process.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { median, quantile } from '../support/statistics.ts'
import { inParallel, prepareWorkload, type Workload } from '../support/workload.ts'
import { bundleSizes } from './bundle-sizes.ts'
import { awsCalls, callsPerOrder } from './calls.ts'
import { idleLatencies } from './latencies.ts'
import { npmsOwnMs, startTimes } from './start-times.ts'

const usage = `Figures of the local runtime on this machine: start, latency, throughput, memory, bundle sizes.

Usage: npm run bench:local -- [--starts 3] [--orders 2000] [--width 32] [--samples 200]

  --starts N    starts of which the median is taken
  --orders N    orders placed at full speed until every consumer has drained
  --width N     customers, products and concurrent callers
  --samples N   orders placed one after another for the latency figures
  --help        this text
`

/** Orders that a runtime which has just started is measured by. */
const FIRST_ORDERS = 300

const row = (name: string, value: string, aim = '') =>
  process.stdout.write(`  ${name.padEnd(44)}${value.padStart(14)}  ${aim}\n`)
const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`

async function throughput(queues: QueueBacklog, workload: Workload, orders: number, width: number) {
  const began = performance.now()
  const placed = await inParallel(orders, width, (index) => workload.place(index))
  const acceptedMs = performance.now() - began
  const last = placed.at(-1)
  await drained(queues, async () => last === undefined || (await workload.statusOf(last.orderId)) !== 'pending')
  const drainedMs = performance.now() - began
  return { acceptedPerSecond: (orders / acceptedMs) * 1000, drainedPerSecond: (orders / drainedMs) * 1000, placed }
}

/** A runtime that has just started: its memory once all is loaded, and how fast its first orders are. */
async function justStarted(width: number): Promise<void> {
  const pipeline = await startPipeline(['--no-sample', '--no-synth'])
  try {
    const queues = await openQueueBacklog(pipeline.endpointUrl)
    await drained(queues)
    row('memory, nothing happens', `${(await idleMemoryMb(pipeline)).toFixed(0)} MB`, 'aim ≤ 250 MB')
    const workload = await prepareWorkload(pipeline.apiUrl, width)
    const first = await throughput(queues, workload, FIRST_ORDERS, width)
    row(`orders per second, the first ${FIRST_ORDERS}`, first.drainedPerSecond.toFixed(0), 'aim ≥ 40')
    queues.close()
  } finally {
    await pipeline.stop()
  }
}

/** Functions are loaded in the background: that is over once the process has nothing to compute. */
async function idleMemoryMb(pipeline: PipelineProcess): Promise<number> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const before = await pipeline.cpuMs()
    await delay(LOOK_MS)
    if ((await pipeline.cpuMs()) - before < LOOK_MS * IDLE_SHARE) break
  }
  return (await pipeline.memory()).nowMb
}

const MOST_LOOKS = 30
const LOOK_MS = 2_000
const IDLE_SHARE = 0.03

const options = {
  starts: { type: 'string', default: '3' },
  orders: { type: 'string', default: '2000' },
  width: { type: 'string', default: '32' },
  samples: { type: 'string', default: '200' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const starts = wholeNumber('--starts', values.starts, 1)
  const orders = wholeNumber('--orders', values.orders, 1)
  const width = wholeNumber('--width', values.width, 1)
  const samples = wholeNumber('--samples', values.samples, 1)
  process.stdout.write('Local runtime, medians\n')
  const forget = () => forgetSynthesis(projectRoot, join(projectRoot, 'cdk.out'))
  row('npm start to ready, synthesizing', ms(median(await startTimes([], starts, forget))), 'aim ≤ 1.5 s')
  row('npm start to ready, nothing changed', ms(median(await startTimes([], starts))))
  row('npm start to ready, --no-synth', ms(median(await startTimes(['--no-synth'], starts))), 'aim ≤ 0.4 s')
  row("npm's own start, on top of each of these", ms(await npmsOwnMs(starts)))
  await justStarted(width)
  const pipeline = await startPipeline(['--no-sample', '--no-synth'])
  try {
    const workload = await prepareWorkload(pipeline.apiUrl, width)
    const queues = await openQueueBacklog(pipeline.endpointUrl)
    await drained(queues)
    const idle = await idleLatencies(pipeline, workload, samples)
    row('POST /orders, idle, p50', ms(median(idle.posts)), 'aim ≤ 6 ms')
    row('POST /orders, idle, p99', ms(quantile(idle.posts, 0.99)))
    row('POST to last consumer, idle, p50', ms(median(idle.reached)), 'aim ≤ 80 ms')
    row('POST to last consumer, idle, p99', ms(quantile(idle.reached, 0.99)))
    const callsBefore = await awsCalls(pipeline.endpointUrl)
    const cpuBefore = await pipeline.cpuMs()
    const load = await throughput(queues, workload, orders, width)
    const cpuMs = (await pipeline.cpuMs()) - cpuBefore
    const calls = callsPerOrder(callsBefore, await awsCalls(pipeline.endpointUrl), orders)
    row('orders accepted per second', load.acceptedPerSecond.toFixed(0))
    row('orders per second, every consumer drained', load.drainedPerSecond.toFixed(0), 'aim ≥ 60')
    row('CPU per order', ms(cpuMs / orders))
    row('POST /orders under that load, p50', ms(median(load.placed.map((order) => order.ms))))
    row(
      'POST /orders under that load, p99',
      ms(
        quantile(
          load.placed.map((order) => order.ms),
          0.99,
        ),
      ),
    )
    const memory = await pipeline.memory()
    row('memory under that load, at its peak', `${memory.peakMb.toFixed(0)} MB`, 'aim ≤ 450 MB')
    row('memory after that', `${memory.nowMb.toFixed(0)} MB`)
    process.stdout.write('AWS calls per order under that load\n')
    row(
      'all functions',
      calls.reduce((sum, { perOrder }) => sum + perOrder, 0).toFixed(1),
      'aim ≤ 25; alone: bench:cost',
    )
    for (const { caller, perOrder, operations } of calls) row(caller, perOrder.toFixed(1), operations)
  } finally {
    await pipeline.stop()
  }
  process.stdout.write('Bundles as deployed: all files, and what the start loads\n')
  for (const { name, bytes, startBytes } of await bundleSizes()) {
    row(name, `${(bytes / 1024).toFixed(0)} KB`, `at start ${(startBytes / 1024).toFixed(0)} KB`)
  }
  return 0
}

await runBenchmark('bench:local', { usage, options, main })
