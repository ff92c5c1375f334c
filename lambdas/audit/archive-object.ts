import type { EventEnvelope } from '../../events/envelope.ts'

export const ARCHIVE_CONTENT_TYPE = 'application/x-ndjson'

/** The state of a key: an object with lines, an empty one, or (`absent`) none. */
export type ObjectState = 'lines' | 'empty' | 'absent'

/** UTC day of the event, not of its archiving. */
export const dayOf = (event: EventEnvelope): string => event.timestamp.slice(0, 10)

/**
 * Name of an object of one day: unique, so that whoever finds it knows that nobody else has ever put anything under it.
 * @param id of the object, e.g. `obj_01980c1e-…`.
 */
export const objectName = (day: string, id: string): string => `${day}/${id}`

/** Hive-style, as Athena and Glue partition by it. */
export const objectKey = (name: string): string => `audit/day=${name}.ndjson`

/** Lines end with a newline, so that objects can be concatenated as they are. */
export function toLine(event: EventEnvelope): string {
  // A replayed event is the same fact: how it came here is no part of it.
  const { replay_id, replay_scope, ...metadata } = event.metadata
  return `${JSON.stringify({ ...event, metadata })}\n`
}

/** Where an event stands that was archived in an object of its own, as all were before there were large objects. */
export const ownObjectKey = (event: EventEnvelope): string =>
  `audit/day=${dayOf(event)}/type=${event.event_type}/${event.event_id}.ndjson`
