import { account } from '../../lambdas/payment/account.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { median } from '../support/statistics.ts'
import { measureAppends, measurePositions } from './appends.ts'
import { type CountedStore, openCountedStore } from './counted-store.ts'
import { appendHistory, EVENTS_PER_TRANSACTION } from './history.ts'

const usage = `Appends events and loads an account with and without snapshots: time, calls and units of DynamoDB, over HTTP on the local
DynamoDB, whose time is not that of AWS. Units are.

Usage: npm run bench:store -- [--appends 1,2,5,10] [--lengths 10,100,1000,10000] [--samples 30]

  --appends N,N,…   events of one append, one row each
  --lengths N,N,…   events in the history, one row each
  --samples N       loads of which the median is taken; appends: ten times as many
  --help            this text
`

const WARM_UPS = 5
const APPENDS_PER_SAMPLE = 10
/** Records of one batch of the relay, each of another aggregate. */
const STREAMS = 100

interface Figures {
  readonly reads: number
  readonly medianMs: number
}

async function measure(counted: CountedStore, storage: EventStorage, id: string, samples: number): Promise<Figures> {
  const store = createEventStore(storage)
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await store.load(account, id)
  // The first of them has written the snapshot; from here on every call is a read.
  await store.settled()
  counted.spent()
  const times: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    const start = performance.now()
    await store.load(account, id)
    times.push(performance.now() - start)
  }
  return { reads: counted.spent().calls / samples, medianMs: median(times) }
}

const row = (...cells: readonly string[]) =>
  process.stdout.write(`${cells.map((cell) => cell.padStart(16)).join('')}\n`)
const ms = (value: number) => `${value.toFixed(1)} ms`

const options = {
  appends: { type: 'string', default: '1,2,5,10' },
  lengths: { type: 'string', default: '10,100,1000,10000' },
  samples: { type: 'string', default: '30' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const lengths = values.lengths.split(',').map((text) => wholeNumber('--lengths', text, 1, 1_000_000))
  const appends = values.appends.split(',').map((text) => wholeNumber('--appends', text, 1, EVENTS_PER_TRANSACTION))
  const samples = wholeNumber('--samples', values.samples, 1)
  const counted = await openCountedStore()
  try {
    row('events/append', 'appends/s', 'median', 'calls', 'write units', 'bytes/event')
    for (const events of appends) {
      const one = await measureAppends(counted, events, samples * APPENDS_PER_SAMPLE)
      const rounded = [one.perSecond, one.medianMs, one.calls, one.writeUnits, one.bytesPerEvent]
      const [perSecond, median, calls, units, bytes] = rounded.map((value) => value.toFixed(value < 10 ? 1 : 0))
      row(String(events), perSecond ?? '', `${median} ms`, calls ?? '', units ?? '', bytes ?? '')
    }
    const { calls, readUnits, writeUnits } = await measurePositions(counted, STREAMS)
    const positions = `${calls} calls, ${readUnits} read units, ${writeUnits} write units`
    process.stdout.write(`order, kept by the relay in a batch of ${STREAMS} streams: ${positions}\n\n`)
    row('events', 'with: reads', 'median', 'without: reads', 'median')
    for (const length of lengths) {
      const id = `acc_bench_${length}`
      await appendHistory(counted.withSnapshots, id, length)
      const bare = await measure(counted, counted.withoutSnapshots, id, samples)
      const snapped = await measure(counted, counted.withSnapshots, id, samples)
      row(String(length), String(snapped.reads), ms(snapped.medianMs), String(bare.reads), ms(bare.medianMs))
    }
  } finally {
    await counted.close()
  }
  return 0
}

await runBenchmark('bench:store', { usage, options, main })
