import { catalog } from '../../events/catalog.ts'
import { decodeEvent, type EventCatalog } from '../../events/decode.ts'
import { versionOf } from '../../events/define-event.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { assertSize } from '../../lambdas/runtime/event-store/event-item.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { UsageError } from '../cli/usage-error.ts'
import { assertFits } from '../corrections/assert-fits.ts'
import { eventIn } from './withdraw.ts'

/**
 * The event with other data, under an id of its own, caused by the original, at the same place of the same stream.
 * @throws {UsageError} when the original is no event, or the data break its schema, have a field more than it, or are too large for a queue.
 */
export function replacementOf(
  event: ParkedEvent,
  data: unknown,
  eventId: string,
  events: EventCatalog = catalog,
): EventEnvelope {
  // The new data replaces a reference to data in the bucket, if the event has one.
  const { data_ref, ...original } = envelopeOf(event)
  const replacement = {
    ...original,
    event_id: eventId,
    data,
    metadata: { ...original.metadata, causation_id: original.event_id },
  } as EventEnvelope
  const definition = events.get(original.event_type)
  assertFits({
    contract: `${original.event_type} version ${original.version}`,
    decode: () => {
      decodeEvent(events, replacement)
      assertSize('EVENT_TOO_LARGE', 'The event with it', JSON.stringify(replacement))
    },
    schema: definition && versionOf(definition, original.version)?.schema,
    before: original.data,
    after: replacement.data,
    ...(data_ref !== undefined && {
      hint: 'Its data is in the bucket of large events and cannot be changed in part: give the whole data. ',
    }),
  })
  return replacement
}

function envelopeOf({ id, body }: ParkedEvent): EventEnvelope {
  const envelope = eventIn(body)
  if (envelope) return envelope
  throw new UsageError(`${id} cannot be edited, because its body is not a valid event; it can only be skipped.`)
}
