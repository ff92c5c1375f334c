import { asEnvelope } from './cloud-events/as-envelope.ts'
import { type EventDefinition, versionOf } from './define-event.ts'
import { type EventEnvelope, envelope } from './envelope.ts'
import { ContractError, typeUnknown } from './errors.ts'

/** The known event types by name. */
export type EventCatalog = ReadonlyMap<string, EventDefinition>

export const catalogOf = (definitions: readonly EventDefinition[]): EventCatalog =>
  new Map(definitions.map((definition) => [definition.type, definition]))

/**
 * Reads an untrusted value as an event: envelope (or CloudEvent of another team), type, version, data; upcast to the newest
 * version. Unknown additional fields are tolerated and dropped.
 * @throws {ContractError} `ENVELOPE_INVALID`, `TYPE_UNKNOWN`, `VERSION_UNKNOWN`, `DATA_INVALID` or `SENDER_UNKNOWN`.
 */
export function decodeEvent(catalog: EventCatalog, value: unknown): EventEnvelope {
  const { event, definition } = readEnvelope(catalog, value)
  if (event.data_ref) {
    throw new ContractError(
      'DATA_INVALID',
      'Its data stands in a bucket (data_ref): it has to be read from there first.',
    )
  }
  return withData(definition, event, event.data)
}

/** The event with that data, held against its schema and upcast to the newest version. */
export function withData(
  definition: EventDefinition,
  { data_ref: _, ...event }: EventEnvelope,
  data: unknown,
): EventEnvelope {
  const newest = definition.parse(data, event.version) as Record<string, unknown>
  return { ...event, version: definition.version, data: newest }
}

export function readEnvelope(
  catalog: EventCatalog,
  value: unknown,
): { readonly event: EventEnvelope; readonly definition: EventDefinition } {
  const written = asEnvelope(catalog, value)
  const parsed = envelope.safeParse(written)
  if (!parsed.success) {
    throw new ContractError('ENVELOPE_INVALID', 'This is no event envelope.', parsed.error.issues, written)
  }
  const event = parsed.data
  const definition = catalog.get(event.event_type)
  if (!definition) throw typeUnknown(event.event_type, catalog.keys())
  return { event, definition }
}

/** @returns what of it nobody should write any more, e.g. `order.created version 1`: its version, or its whole type. */
export function deprecationOf(
  catalog: EventCatalog,
  { event_type, version }: Pick<EventEnvelope, 'event_type' | 'version'>,
): string | undefined {
  const definition = catalog.get(event_type)
  if (definition?.deprecated) return event_type
  return definition && versionOf(definition, version)?.deprecated ? `${event_type} version ${version}` : undefined
}
