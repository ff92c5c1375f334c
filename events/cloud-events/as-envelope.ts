import type { EventDefinition } from '../define-event.ts'
import { ContractError, typeUnknown } from '../errors.ts'

/**
 * Turns a CloudEvent of another team into an envelope; anything else stays as it is.
 * @throws {ContractError} for a CloudEvent that cannot be one of ours, and for an event of another team that is none.
 */
export function asEnvelope(catalog: ReadonlyMap<string, EventDefinition>, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isCloudEvent(value)) return ofAnotherTeam(catalog, value)
  // Its fields that only we may state, such as those of a replay, would be taken for ours.
  if ('event_type' in value && typeof value.event_type === 'string' && catalog.get(value.event_type)?.fromCloudEvent) {
    throw new ContractError('SENDER_UNKNOWN', `${value.event_type} is stated by another team, as a CloudEvent only.`)
  }
  return value
}

/** By the attribute that every CloudEvent has, and no envelope of ours. */
const isCloudEvent = (value: object): value is { readonly specversion: string; readonly type?: unknown } =>
  'specversion' in value && typeof value.specversion === 'string'

function ofAnotherTeam(catalog: ReadonlyMap<string, EventDefinition>, value: { readonly type?: unknown }): unknown {
  const type = typeof value.type === 'string' ? value.type : ''
  const definition = catalog.get(type)
  if (!definition) throw typeUnknown(type, catalog.keys())
  if (definition.fromCloudEvent) return definition.fromCloudEvent(value)
  throw new ContractError(
    'SENDER_UNKNOWN',
    `${type} is stated by ${definition.producer} alone; a CloudEvent of another team cannot be one.`,
  )
}
