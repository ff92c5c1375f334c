import type { EventEnvelope } from '../../../events/envelope.ts'
import { isContractError } from '../../../events/errors.ts'
import type { StreamKind } from '../aggregate/aggregate.ts'
import { PermanentError } from '../errors.ts'
import { fillsIn } from './fills-in.ts'

/**
 * A stream holds what other code has written: a type that its kind does not list, a version of it, or an event whose data stands
 * in a bucket that this code does not read. While a deployment is under way that passes, so a consumer's message waits for it
 * (`unknownWaitSeconds`); otherwise nobody can decide on it.
 */
export class StoredEventUnknown extends PermanentError {
  override readonly name = 'StoredEventUnknown'
  /** When the event was stored, ISO 8601: the code that wrote it is as old as that at least. */
  readonly storedAt: string

  constructor(
    code: 'EVENT_UNKNOWN' | 'VERSION_UNKNOWN' | 'CLAIM_CHECK_UNKNOWN',
    message: string,
    storedAt: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options)
    this.storedAt = storedAt
  }
}

/**
 * The event in the newest version of its schema. What was stored under the newest version was validated then and is
 * taken as it is: a fold over a long history pays for no second validation. Only a schema with defaults is applied again, because
 * an event may be older than a default.
 * @throws {StoredEventUnknown} for an event that other code has written.
 * @throws {ContractError} `DATA_INVALID`
 */
export function upcast(kind: StreamKind, event: EventEnvelope): EventEnvelope {
  const definition = kind.events.get(event.event_type)
  if (!definition) {
    throw new StoredEventUnknown(
      'EVENT_UNKNOWN',
      `${event.event_type} stands in the stream ${kind.type}#${event.aggregate_id}, which does not list this type.`,
      event.timestamp,
    )
  }
  if (event.data_ref) {
    // Its data is stored in the bucket, and here it is empty. Folding it would make a wrong state without an error.
    throw new StoredEventUnknown(
      'CLAIM_CHECK_UNKNOWN',
      `${event.event_type} of ${event.aggregate_id} has its data in a bucket, and does not declare claimCheck.`,
      event.timestamp,
    )
  }
  if (event.version === definition.version && !fillsIn(definition)) return event
  try {
    const data = definition.parse(event.data, event.version) as Record<string, unknown>
    return { ...event, version: definition.version, data }
  } catch (error) {
    if (!isContractError(error) || error.code !== 'VERSION_UNKNOWN') throw error
    throw new StoredEventUnknown('VERSION_UNKNOWN', error.message, event.timestamp, { cause: error })
  }
}
