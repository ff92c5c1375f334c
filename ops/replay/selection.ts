import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type Corrections, corrected } from '../corrections/corrections.ts'
import { inStreamOrder, type Selected } from './in-stream-order.ts'

/** Which stored events a replay is about. */
export interface Selection {
  /** ISO 8601, inclusive. */
  readonly from: string
  /** ISO 8601, exclusive. */
  readonly to: string
  /** All, if absent. */
  readonly types?: readonly string[]
  /** Only this stream. */
  readonly aggregate?: { readonly type: string; readonly id: string; readonly fromSequence: number }
}

export interface StoredEvents {
  readonly eventStore: Pick<EventStore, 'readByTime'>
  readonly storage: Pick<EventStorage, 'readStream'>
  /** What was skipped or edited for the consumer. Default: nothing. */
  readonly corrections?: Corrections
  /** Ids of events that are not selected: with `--again` those that are parked, which take effect once they are released. Default: none. */
  readonly leftOut?: ReadonlySet<string>
}

/**
 * The selected events, as the consumer takes them: oldest first, and in stream order within each aggregate. They are as
 * stored, but what was skipped for it is left out, like `leftOut`, and what was edited is replaced.
 * @param after continue behind this event id.
 * @throws {UsageError} before the first event, for a stream without events, or one that `after` is not an event of.
 */
export async function* selectEvents(
  source: StoredEvents,
  selection: Selection,
  after?: string,
): AsyncGenerator<Selected> {
  const { corrections = new Map(), leftOut } = source
  for await (const { event, cursor } of selectStored(source, selection, after)) {
    const taken = corrected(corrections, event)
    if (taken && !leftOut?.has(taken.event_id)) yield { event: taken, cursor }
  }
}

function selectStored(source: StoredEvents, selection: Selection, after?: string): AsyncIterable<Selected> {
  const { from, to, types, aggregate } = selection
  if (aggregate) return streamEvents(source, selection, aggregate, after)
  return inStreamOrder(
    source.eventStore.readByTime({ from, to, ...(types && { types }), ...(after !== undefined && { after }) }),
  )
}

async function* streamEvents(
  { storage }: StoredEvents,
  { from, to, types }: Selection,
  { type, id, fromSequence }: NonNullable<Selection['aggregate']>,
  cursor: string | undefined,
): AsyncGenerator<Selected> {
  let passed = cursor === undefined
  let isEmpty = true
  for (let after = fromSequence - 1, more = true; more; ) {
    const page = await storage.readStream(streamKey(type, id), { after })
    isEmpty &&= page.events.length === 0
    for (const event of page.events) {
      const wanted = event.timestamp >= from && event.timestamp < to && (!types || types.includes(event.event_type))
      if (wanted && passed) yield { event, cursor: event.event_id }
      passed ||= event.event_id === cursor
    }
    after = page.events.at(-1)?.sequence ?? after
    more = page.more
  }
  const where = `${type}/${id}${fromSequence > 1 ? ` from sequence ${fromSequence} on` : ''}`
  if (isEmpty) throw new UsageError(`There is no event of ${where}.`)
  if (!passed) throw new UsageError(`--after ${cursor} is not an event of ${where}.`)
}
