import type { EventEnvelope } from '../../events/envelope.ts'

export interface ArchiveObject {
  readonly key: string
  /** One line of NDJSON, ended by a newline: objects can be concatenated as they are. */
  readonly body: string
}

export const ARCHIVE_CONTENT_TYPE = 'application/x-ndjson'

/**
 * One object per event: the key follows from the event alone, so a redelivery, in whatever batch it comes, meets the
 * object that is there. Objects of whole batches would need fewer PUTs ($5 per million), but a redelivery in another
 * batch would write the same line into a second object; docs/analytics-and-audit.md weighs what could be done about it.
 * The key is Hive-style, as Athena and Glue partition by it.
 */
export function toArchiveObject(event: EventEnvelope): ArchiveObject {
  const { replay_id, ...metadata } = event.metadata
  const day = event.timestamp.slice(0, 10)
  return {
    key: `audit/day=${day}/type=${event.event_type}/${event.event_id}.ndjson`,
    // A replayed event is the same fact: how it came here is no part of it.
    body: `${JSON.stringify({ ...event, metadata })}\n`,
  }
}
