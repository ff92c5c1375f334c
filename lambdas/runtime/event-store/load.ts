import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Aggregate, StreamKind } from '../aggregate/aggregate.ts'
import { TransientError } from '../errors.ts'
import { isoTime } from '../system/clock.ts'
import { streamKey } from './event-item.ts'
import type { EventStorage, Snapshot } from './event-storage.ts'
import type { Loaded, LoadOptions, ReadOptions } from './event-store.ts'
import { upcast } from './upcast.ts'

export interface Folded<State> extends Loaded<State> {
  /** How many events were read to get there. */
  readonly eventsRead: number
}

/** The newest snapshot that is of use, and everything after it. */
export async function fold<State, Command>(
  storage: EventStorage,
  aggregate: Aggregate<State, Command>,
  id: string,
  { until, signal }: LoadOptions,
): Promise<Folded<State>> {
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until)
  if (Number.isNaN(end)) throw new RangeError(`"${until}" is no time in ISO 8601.`)
  const usable = await usableSnapshot(storage, aggregate, streamKey(aggregate.type, id), { end, signal })
  let state = usable ? (usable.state as State) : aggregate.initial
  let sequence = usable?.sequence ?? 0
  let latest = usable?.latest
  let eventsRead = 0
  for await (const event of readStream(storage, aggregate, id, { after: sequence })) {
    eventsRead++
    // The state at a time is a prefix of the stream, even where two writers' clocks disagree.
    if (Date.parse(event.timestamp) > end) break
    state = aggregate.evolve(state, event)
    sequence = event.sequence
    if (latest === undefined || event.timestamp > latest) latest = event.timestamp
  }
  return { state, sequence, eventsRead, ...(latest !== undefined && { latest }) }
}

async function usableSnapshot(
  storage: EventStorage,
  { stateVersion, snapshotEvery }: Pick<Aggregate<never, never>, 'stateVersion' | 'snapshotEvery'>,
  stream: string,
  { end, signal }: { readonly end: number; readonly signal: AbortSignal | undefined },
): Promise<Snapshot | undefined> {
  if (!Number.isFinite(snapshotEvery)) return undefined
  if (Number.isFinite(end)) return storage.readSnapshotAsOf(stream, { stateVersion, until: isoTime(end) })
  const newest = await storage.readSnapshot(stream, signal)
  return newest?.stateVersion === stateVersion ? newest : undefined
}

export async function* readStream(
  storage: EventStorage,
  kind: StreamKind,
  id: string,
  { after, direction = 'forward', limit = Number.POSITIVE_INFINITY }: ReadOptions,
): AsyncGenerator<EventEnvelope> {
  const stream = streamKey(kind.type, id)
  let left = limit
  let position = after
  let gaps = 0
  while (left > 0) {
    const page = await storage.readStream(stream, {
      direction,
      ...(position !== undefined && { after: position }),
      ...(Number.isFinite(left) && { limit: left }),
    })
    const events = direction === 'forward' ? withoutGap(page.events, position) : page.events
    for (const event of events) yield upcast(kind, event)
    left -= events.length
    const hasGap = events.length < page.events.length
    if (hasGap && ++gaps > MAX_GAPS) throw new TransientError('STREAM_GAP', `The stream ${stream} has a gap.`)
    position = events.at(-1)?.sequence ?? (hasGap ? position : undefined)
    if (!hasGap && (!page.more || position === undefined)) return
  }
}

/** A stream has no gaps. A gap that is still there when the stream is read again is damage: no decision may rest on it. */
const MAX_GAPS = 5

/**
 * Up to where the sequence breaks off: a query is no snapshot, and may meet the second event of a transaction that was
 * committed while it passed the place of the first. What is missing is there when one asks again.
 */
function withoutGap(events: readonly EventEnvelope[], after = 0): readonly EventEnvelope[] {
  const gap = events.findIndex(({ sequence }, index) => sequence !== after + 1 + index)
  return gap < 0 ? events : events.slice(0, gap)
}
