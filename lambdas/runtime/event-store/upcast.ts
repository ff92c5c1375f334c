import type { EventEnvelope } from '../../../events/envelope.ts'
import type { StreamKind } from '../aggregate/aggregate.ts'
import { PermanentError } from '../errors.ts'

/**
 * The event in the newest version of its schema. What was stored under the newest version was validated then and is
 * taken as it is: a fold over a long history pays for no second validation.
 * @throws {PermanentError} `EVENT_UNKNOWN`: the stream holds a type that its kind does not list.
 * @throws {ContractError} `VERSION_UNKNOWN` for an event that newer code has written.
 */
export function upcast(kind: StreamKind, event: EventEnvelope): EventEnvelope {
  const definition = kind.events.get(event.event_type)
  if (!definition) {
    throw new PermanentError(
      'EVENT_UNKNOWN',
      `${event.event_type} stands in the stream ${kind.type}#${event.aggregate_id}, which does not list this type.`,
    )
  }
  if (event.version === definition.version) return event
  const data = definition.parse(event.data, event.version) as Record<string, unknown>
  return { ...event, version: definition.version, data }
}
