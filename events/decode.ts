import type { EventDefinition } from './define-event.ts'
import { type EventEnvelope, envelope } from './envelope.ts'
import { ContractError, toViolations } from './errors.ts'

/** The known event types by name. */
export type EventCatalog = ReadonlyMap<string, EventDefinition>

export const catalogOf = (definitions: readonly EventDefinition[]): EventCatalog =>
  new Map(definitions.map((definition) => [definition.type, definition]))

/**
 * Reads an untrusted value as an event: envelope, type, version, data; upcast to the newest version.
 * Unknown additional fields are tolerated and dropped.
 * @throws {ContractError} `ENVELOPE_INVALID`, `TYPE_UNKNOWN`, `VERSION_UNKNOWN` or `DATA_INVALID`.
 */
export function decodeEvent(catalog: EventCatalog, value: unknown): EventEnvelope {
  const parsed = envelope.safeParse(value)
  if (!parsed.success) {
    throw new ContractError('ENVELOPE_INVALID', 'This is no event envelope.', toViolations(parsed.error.issues))
  }
  const event = parsed.data
  const definition = catalog.get(event.event_type)
  if (!definition) {
    throw new ContractError(
      'TYPE_UNKNOWN',
      `Event type "${event.event_type}" is not known here; known: ${[...catalog.keys()].join(', ')}.`,
    )
  }
  const data = definition.parse(event.data, event.version) as Record<string, unknown>
  return { ...event, version: definition.version, data }
}

/** @returns what of it nobody should write any more, e.g. `order.created version 1`: its version, or its whole type. */
export function deprecationOf(
  catalog: EventCatalog,
  { event_type, version }: Pick<EventEnvelope, 'event_type' | 'version'>,
): string | undefined {
  const definition = catalog.get(event_type)
  if (definition?.deprecated) return event_type
  return definition?.versions[version - 1]?.deprecated ? `${event_type} version ${version}` : undefined
}
