import type { EventEnvelope } from '../../events/envelope.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'

/** An event on its way, and where to go on once it has been sent. */
export interface Selected {
  readonly event: EventEnvelope
  /** Event id up to which everything has been given out; absent as long as there is no such id. */
  readonly cursor: string | undefined
}

/** The clocks of two writers of one stream may differ by this much, milliseconds. */
const CLOCK_SKEW = 10_000

/**
 * Event ids sort by the clocks of their makers, so within one stream they may be out of order by a little. Holds back
 * what is younger than {@link CLOCK_SKEW} compared with the newest read. Each place in the order belongs to a stream, and
 * the event of that stream with the lowest sequence takes it.
 */
export async function* inStreamOrder(events: AsyncIterable<EventEnvelope>): AsyncGenerator<Selected> {
  const places: EventEnvelope[] = []
  /** Events that were not given out yet, by stream, lowest sequence first. */
  const waiting = new Map<string, EventEnvelope[]>()
  const early = new Set<string>()
  const late = new Set<string>()
  let cursor: string | undefined

  const next = (): Selected => {
    const place = places.shift()!
    const stream = waiting.get(streamOf(place))!
    const event = stream.shift()!
    if (stream.length === 0) waiting.delete(streamOf(place))
    if (event !== place) {
      if (!early.delete(place.event_id)) late.add(place.event_id)
      if (!late.delete(event.event_id)) early.add(event.event_id)
    }
    if (late.size === 0) cursor = place.event_id
    return { event, cursor }
  }

  for await (const event of events) {
    places.push(event)
    const stream = waiting.get(streamOf(event)) ?? []
    stream.push(event)
    waiting.set(
      streamOf(event),
      stream.sort((left, right) => left.sequence - right.sequence),
    )
    const due = Date.parse(event.timestamp) - CLOCK_SKEW
    while (places[0] && Date.parse(places[0].timestamp) <= due) yield next()
  }
  while (places.length > 0) yield next()
}

const streamOf = (event: EventEnvelope): string => streamKey(event.aggregate_type, event.aggregate_id)
