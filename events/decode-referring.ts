import { type EventCatalog, readEnvelope, withData } from './decode.ts'
import type { DataReference, EventEnvelope } from './envelope.ts'
import { ContractError } from './errors.ts'

/** An event whose data has to be read from elsewhere before it can be judged. */
export interface ReferringEvent {
  /** The event as it was written, without its data. */
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
