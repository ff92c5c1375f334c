import type { Item } from '../aws/item.ts'
import { isoTime } from '../system/clock.ts'
import type { Hold, ParkedEvent } from './parking.ts'

/**
 * Keys of the table of parked events.
 *
 *     <consumer>          | held                          how many aggregates are held, one item per consumer
 *     <consumer>#<group>  | hold                          why this aggregate is held, and who is releasing it
 *     <consumer>#<group>  | event#<position>#<id>         what is parked, in the order of the aggregate
 *
 * Nothing in it expires: what is parked waits for as long as it takes.
 */
export const summaryKey = (consumer: string) => ({ pk: { S: consumer }, sk: { S: 'held' } })

export const partitionOf = (consumer: string, group: string): string => `${consumer}#${group}`

export const holdKey = (consumer: string, group: string) => ({
  pk: { S: partitionOf(consumer, group) },
  sk: { S: 'hold' },
})

export const EVENT = 'event#'

/** Sorts as the places do. */
export const eventKey = (consumer: string, { group, position, id, scope }: Omit<ParkedEvent, 'body'>) => ({
  pk: { S: partitionOf(consumer, group) },
  sk: { S: `${EVENT}${String(position).padStart(12, '0')}#${id}${scope === undefined ? '' : `#${scope}`}` },
})

/** DynamoDB takes 400 KB per item; an event has 240 KB at most, so what is larger is no event of this pipeline. */
export const MAX_BODY_BYTES = 380 * 1024

export const toParkedItem = (consumer: string, event: ParkedEvent, now: number): Item => ({
  ...eventKey(consumer, event),
  group_id: { S: event.group },
  position: { N: String(event.position) },
  event_id: { S: event.id },
  ...(event.scope !== undefined && { replay_scope: { S: event.scope } }),
  ...(event.type !== undefined && { event_type: { S: event.type } }),
  body: { S: event.body },
  sent_at: { N: String(event.sentAt) },
  parked_at: { S: isoTime(now) },
})

export const fromParkedItem = (item: Item): ParkedEvent => ({
  group: item.group_id?.S ?? '',
  position: numberOf(item, 'position'),
  id: item.event_id?.S ?? '',
  scope: item.replay_scope?.S,
  type: item.event_type?.S,
  body: item.body?.S ?? '',
  sentAt: numberOf(item, 'sent_at'),
})

export const toHold = (item: Item): Hold => ({
  headPosition: numberOf(item, 'head_position'),
  seenAt: item.seen_at === undefined ? undefined : numberOf(item, 'seen_at'),
})

export const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 0)
