import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Aggregate, StreamKind } from '../aggregate/aggregate.ts'
import { streamKey } from './event-item.ts'
import type { EventStorage, Snapshot } from './event-storage.ts'
import type { Loaded, LoadOptions, ReadOptions } from './event-store.ts'
import { upcast } from './upcast.ts'

export interface Folded<State> extends Loaded<State> {
  /** How many events were read to get there. */
  readonly eventsRead: number
}

/** The snapshot, if it is of use, and everything after it. */
export async function fold<State, Command>(
  storage: EventStorage,
  aggregate: Aggregate<State, Command>,
  id: string,
  { until, signal }: LoadOptions,
): Promise<Folded<State>> {
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until)
  if (Number.isNaN(end)) throw new RangeError(`"${until}" is no time in ISO 8601.`)
  const hasSnapshots = Number.isFinite(aggregate.snapshotEvery)
  const snapshot = hasSnapshots ? await storage.readSnapshot(streamKey(aggregate.type, id), signal) : undefined
  const usable = snapshot && isUsable(snapshot, aggregate.stateVersion, end) ? snapshot : undefined
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

const isUsable = (snapshot: Snapshot, stateVersion: number, end: number): boolean =>
  snapshot.stateVersion === stateVersion && Date.parse(snapshot.latest) <= end

export async function* readStream(
  storage: EventStorage,
  kind: StreamKind,
  id: string,
  { after, direction = 'forward', limit = Number.POSITIVE_INFINITY }: ReadOptions,
): AsyncGenerator<EventEnvelope> {
  const stream = streamKey(kind.type, id)
  let left = limit
  let position = after
  while (left > 0) {
    const page = await storage.readStream(stream, {
      direction,
      ...(position !== undefined && { after: position }),
      ...(Number.isFinite(left) && { limit: left }),
    })
    for (const event of page.events) yield upcast(kind, event)
    left -= page.events.length
    position = page.events.at(-1)?.sequence
    if (!page.more || position === undefined) return
  }
}
