import { createDynamoPositions } from '../../lambdas/relay/order/dynamo-positions.ts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { median } from '../support/statistics.ts'
import type { CountedStore } from './counted-store.ts'
import { accountHistory } from './history.ts'

/** Appends under way at the same time. */
const WIDTH = 16
const WARM_UPS = 50

export interface AppendFigures {
  readonly perSecond: number
  /** Of one append after another. */
  readonly medianMs: number
  readonly calls: number
  /** Table and index by time together. */
  readonly writeUnits: number
  /** As JSON, of one event. */
  readonly bytesPerEvent: number
}

/** Appends of so many events each, every one to a stream of its own. */
export async function measureAppends(
  { withoutSnapshots: storage, spent }: CountedStore,
  eventsPerAppend: number,
  samples: number,
): Promise<AppendFigures> {
  let made = 0
  const histories = Array.from({ length: WARM_UPS + 2 * samples }, () =>
    accountHistory(`acc_${eventsPerAppend}_${made++}`, eventsPerAppend),
  )
  const next = () => storage.append(histories.pop() ?? [])
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await next()
  spent()
  const times: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    const start = performance.now()
    await next()
    times.push(performance.now() - start)
  }
  const { calls, units } = spent()

  let left = samples
  const start = performance.now()
  const worker = async () => {
    while (left-- > 0) await next()
  }
  await Promise.all(Array.from({ length: WIDTH }, worker))
  const seconds = (performance.now() - start) / 1000
  spent()
  const bytes = Buffer.byteLength(JSON.stringify(accountHistory('acc_bytes', eventsPerAppend)))
  return {
    perSecond: samples / seconds,
    medianMs: median(times),
    calls: calls / samples,
    writeUnits: units / samples,
    bytesPerEvent: bytes / eventsPerAppend,
  }
}

export interface PositionFigures {
  readonly calls: number
  readonly readUnits: number
  readonly writeUnits: number
}

/** Measures the cost of order in the relay: it reads and keeps the positions of the streams of one batch. */
export async function measurePositions({ dynamo, spent }: CountedStore, streams: number): Promise<PositionFigures> {
  const positions = createDynamoPositions(dynamo, 'processed', systemClock)
  const { signal } = new AbortController()
  const names = Array.from({ length: streams }, (_, index) => `account#acc_positions_${index}`)
  const reached = new Map(names.map((name) => [name, 1]))
  await positions.write(reached, signal)
  spent()
  await positions.read(names, signal)
  const read = spent()
  await positions.write(reached, signal)
  const written = spent()
  return { calls: read.calls + written.calls, readUnits: read.units, writeUnits: written.units }
}
