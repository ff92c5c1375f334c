import type { EventEnvelope } from '../../../events/envelope.ts'
import { streamKey } from '../../runtime/event-store/event-item.ts'
import type { Entry } from '../publishing/target.ts'

/** The part of an event that is published; each target adds attributes of its own. */
export interface EventMessage {
  readonly event: EventEnvelope
  readonly json: string
}

export type EventEntry = Entry<EventMessage>

/** The entry for a stored event. @throws {Error} for what is stored but is not an event. */
export type EntryOf = (id: string, json: string) => EventEntry

const streamOf = ({ message: { event } }: EventEntry): string => streamKey(event.aggregate_type, event.aggregate_id)

export const sequenceOf = ({ message }: EventEntry): number => message.event.sequence

/** The entries of each stream, ascending. */
export function byStream(entries: readonly EventEntry[]): Map<string, [EventEntry, ...EventEntry[]]> {
  const streams = new Map<string, [EventEntry, ...EventEntry[]]>()
  for (const entry of entries) {
    const own = streams.get(streamOf(entry))
    if (own) own.push(entry)
    else streams.set(streamOf(entry), [entry])
  }
  for (const own of streams.values()) own.sort((left, right) => sequenceOf(left) - sequenceOf(right))
  return streams
}
