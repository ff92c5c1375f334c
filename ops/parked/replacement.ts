import { catalog } from '../../events/catalog.ts'
import { decodeEvent, type EventCatalog } from '../../events/decode.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { unwrap } from '../../lambdas/runtime/consumer/decode-message.ts'
import { assertSize } from '../../lambdas/runtime/event-store/event-item.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { UsageError } from '../terminal/usage-error.ts'

/**
 * The event with other data, under an id of its own, caused by the original, at the same place of the same stream.
 * @throws {UsageError} when the original is no event, or the data break its schema or are too large for a queue.
 */
export function replacementOf(
  event: ParkedEvent,
  data: unknown,
  eventId: string,
  events: EventCatalog = catalog,
): EventEnvelope {
  // The new data replaces a reference to data in the bucket, if the event has one.
  const { data_ref, ...original } = envelopeOf(event)
  const whole = data_ref === undefined ? '' : 'Its data stands in the bucket of large events, so give all of it anew. '
  const replacement = {
    ...original,
    event_id: eventId,
    data,
    metadata: { ...original.metadata, causation_id: original.event_id },
  } as EventEnvelope
  try {
    decodeEvent(events, replacement)
    assertSize('EVENT_TOO_LARGE', 'The event with it', JSON.stringify(replacement))
    return replacement
  } catch (error) {
    throw new UsageError(`${whole}The data do not fit ${original.event_type}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** The envelope in the body, whatever is wrapped around it. */
function envelopeOf({ id, body }: ParkedEvent): EventEnvelope {
  try {
    const envelope = unwrap(body) as Partial<EventEnvelope> | undefined
    if (typeof envelope?.event_id === 'string' && typeof envelope.event_type === 'string') {
      return envelope as EventEnvelope
    }
  } catch {
    // A body that is not JSON has no envelope.
  }
  throw new UsageError(`${id} is no event that could be edited: skip it.`)
}
