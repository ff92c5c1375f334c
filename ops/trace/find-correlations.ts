import { allEvents } from '../../events/catalog.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { UsageError } from '../cli/usage-error.ts'
import { StackError } from '../stack/stack.ts'

/** A correlation id, and the time of something that belongs to it, epoch milliseconds; undefined if unknown. */
export interface Correlation {
  readonly id: string
  readonly from: number | undefined
  readonly to: number | undefined
}

export interface EventLookup {
  readonly storage: EventStorage
  readonly eventStore: EventStore
}

/** The most requests of one aggregate that are shown, the newest ones: a long-lived aggregate has many. */
const MOST = 10

/**
 * Finds the correlation ids that an operator means by an id: an event, an aggregate (`order/ord_1`, or `ord_1` alone), else a correlation id.
 * Commands are found by their logs, as correlation ids are.
 * @throws {UsageError} for what cannot be the id of an event; {StackError} for an event or a stream that is not in the event table.
 */
export async function findCorrelations(what: string, source: EventLookup): Promise<Correlation[]> {
  if (what.startsWith('evt_')) return [ofEvents(what, await eventOf(what, source))]
  const [type, id] = what.includes('/') ? (what.split('/', 2) as [string, string]) : [undefined, what]
  const types = type === undefined ? [...new Set(allEvents.map(({ aggregate }) => aggregate))] : [type]
  const streams = await Promise.all(types.map((one) => streamOf(streamKey(one, id), source)))
  const events = streams.flat()
  if (events.length === 0 && type !== undefined) throw new StackError(`There is no stream ${what} in the event table.`)
  if (events.length === 0) return [{ id: what, from: undefined, to: undefined }]
  const byCorrelation = Map.groupBy(events, ({ metadata }) => metadata.correlation_id)
  return [...byCorrelation].map(([correlation, ones]) => ofEvents(correlation, ones)).slice(-MOST)
}

function ofEvents(correlationId: string, events: readonly EventEnvelope[]): Correlation {
  const times = events.map(({ timestamp }) => Date.parse(timestamp))
  const id = correlationId.startsWith('evt_') ? (events[0]?.metadata.correlation_id ?? correlationId) : correlationId
  return { id, from: Math.min(...times), to: Math.max(...times) }
}

async function eventOf(id: string, { eventStore }: EventLookup): Promise<EventEnvelope[]> {
  const hex = /^evt_([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f-]+$/.exec(id)
  if (!hex) throw new UsageError(`${id} is not the id of an event: evt_ and a UUID of version 7.`)
  const made = Number.parseInt(`${hex[1]}${hex[2]}`, 16)
  for await (const event of eventStore.readByTime({ from: isoTime(made), to: isoTime(made + 1) })) {
    if (event.event_id === id) return [event]
  }
  throw new StackError(`There is no event ${id} in the event table.`)
}

async function streamOf(stream: string, { storage }: EventLookup): Promise<EventEnvelope[]> {
  const events: EventEnvelope[] = []
  for (let more = true; more; ) {
    const after = events.at(-1)?.sequence
    const page = await storage.readStream(stream, after === undefined ? {} : { after })
    events.push(...page.events)
    more = page.more && page.events.length > 0
  }
  return events
}
