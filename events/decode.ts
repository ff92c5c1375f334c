import type { EventDefinition } from './define-event.ts'
import { type DataReference, type EventEnvelope, envelope } from './envelope.ts'
import { ContractError, toViolations } from './errors.ts'

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

/** An event whose data has to be read from elsewhere before it can be judged. */
export interface ReferringEvent {
  /** As it was written, without its data. */
  readonly event: EventEnvelope & { readonly data_ref: DataReference }
  /** The event with that data, upcast to the newest version. @throws {ContractError} `VERSION_UNKNOWN` or `DATA_INVALID`. */
  complete(data: unknown): EventEnvelope
}

/** @returns nothing where the event has its data with it. @throws {ContractError} as {@link decodeEvent}, except for the data. */
export function decodeReferring(catalog: EventCatalog, value: unknown): ReferringEvent | undefined {
  if (typeof value !== 'object' || value === null || !('data_ref' in value)) return undefined
  const { event, definition } = readEnvelope(catalog, value)
  const { data_ref } = event
  if (!data_ref) return undefined
  if (!definition.claimCheck) {
    throw new ContractError(
      'DATA_INVALID',
      `${event.event_type} does not declare claimCheck, and its data is not in it.`,
    )
  }
  return { event: { ...event, data_ref }, complete: (data) => withData(definition, event, data) }
}

function withData(definition: EventDefinition, { data_ref: _, ...event }: EventEnvelope, data: unknown): EventEnvelope {
  const newest = definition.parse(data, event.version) as Record<string, unknown>
  return { ...event, version: definition.version, data: newest }
}

function readEnvelope(
  catalog: EventCatalog,
  value: unknown,
): { readonly event: EventEnvelope; readonly definition: EventDefinition } {
  const parsed = envelope.safeParse(isCloudEvent(value) ? ofAnotherTeam(catalog, value) : value)
  if (!parsed.success) {
    throw new ContractError('ENVELOPE_INVALID', 'This is no event envelope.', toViolations(parsed.error.issues))
  }
  const event = parsed.data
  const definition = catalog.get(event.event_type)
  if (!definition) throw typeUnknown(catalog, event.event_type)
  // Its fields that only we may state, such as those of a replay, would be taken for ours.
  if (definition.fromCloudEvent && !isCloudEvent(value)) {
    throw new ContractError('SENDER_UNKNOWN', `${event.event_type} is stated by another team, as a CloudEvent only.`)
  }
  return { event, definition }
}

/** The attribute that every CloudEvent has, and no envelope of ours. */
const isCloudEvent = (value: unknown): value is { readonly specversion: string; readonly type?: unknown } =>
  typeof value === 'object' && value !== null && 'specversion' in value && typeof value.specversion === 'string'

function ofAnotherTeam(catalog: EventCatalog, value: { readonly type?: unknown }): EventEnvelope {
  const type = typeof value.type === 'string' ? value.type : ''
  const definition = catalog.get(type)
  if (!definition) throw typeUnknown(catalog, type)
  if (definition.fromCloudEvent) return definition.fromCloudEvent(value)
  throw new ContractError(
    'SENDER_UNKNOWN',
    `${type} is stated by ${definition.producer} alone; a CloudEvent of another team cannot be one.`,
  )
}

const typeUnknown = (catalog: EventCatalog, type: string): ContractError =>
  new ContractError(
    'TYPE_UNKNOWN',
    `Event type "${type.slice(0, 200)}" is not known here; known: ${[...catalog.keys()].join(', ')}.`,
  )

/** @returns what of it nobody should write any more, e.g. `order.created version 1`: its version, or its whole type. */
export function deprecationOf(
  catalog: EventCatalog,
  { event_type, version }: Pick<EventEnvelope, 'event_type' | 'version'>,
): string | undefined {
  const definition = catalog.get(event_type)
  if (definition?.deprecated) return event_type
  return definition?.versions[version - 1]?.deprecated ? `${event_type} version ${version}` : undefined
}
