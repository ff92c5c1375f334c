import { createHash } from 'node:crypto'
import type { EventEnvelope } from '../envelope.ts'
import { ContractError } from '../errors.ts'
import { cloudEvent } from './cloud-event.ts'
import { ownId } from './own-id.ts'

/** A CloudEvent, and the external event whose declaration it meets. */
export interface Accepted {
  readonly type: string
  readonly aggregate: string
  /** Our name for the team that states it. */
  readonly producer: string
  /** Values of the attribute `source` under which it may be stated. */
  readonly sources: readonly string[]
}

/**
 * A CloudEvent of another team as one of our events. Only what a stranger may say is taken over: never who the user is, whom
 * to reply to, that it is a replay, or an id of ours, with which it could pass for an event that was processed.
 * @throws {ContractError} `ENVELOPE_INVALID` with a pointer per violation, `SENDER_UNKNOWN`.
 */
export function fromCloudEvent(value: unknown, { type, aggregate, producer, sources }: Accepted): EventEnvelope {
  const written = withoutUnset(value)
  const parsed = cloudEvent.safeParse(written)
  if (!parsed.success) {
    throw new ContractError('ENVELOPE_INVALID', 'This is no CloudEvent that we accept.', parsed.error.issues, written)
  }
  const { id, source, subject, time, schemaversion = 1, correlationid, causationid, data } = parsed.data
  if (!sources.includes(source)) {
    throw new ContractError(
      'SENDER_UNKNOWN',
      `A CloudEvent ${type} may have the source ${sources.join(' or ')}, not ${source.slice(0, 200)}.`,
    )
  }
  const event_id = ownId(source, id)
  return {
    event_id,
    event_type: type,
    version: Number(schemaversion),
    timestamp: new Date(time).toISOString(),
    aggregate_type: aggregate,
    aggregate_id: subject === undefined ? event_id : aggregateId(subject, aggregate),
    // Another team's event stands in no stream of ours; consumers that need an order cannot subscribe to it.
    sequence: 1,
    data,
    metadata: {
      source: producer,
      correlation_id: asIdentifier(correlationid) ?? event_id,
      causation_id: asIdentifier(causationid) ?? asIdentifier(id) ?? event_id,
    },
  }
}

/**
 * "When decoding attributes and a `null` value is encountered, it MUST be treated as the equivalent of unset or omitted"; data is no
 * attribute. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#22-type-system-mapping
 */
const withoutUnset = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name, attribute]) => name === 'data' || attribute !== null))
    : value

/** A subject may be any text: where it cannot be an id of ours, a hash stands for it, the same for the same subject. */
function aggregateId(subject: string, aggregate: string): string {
  const id = subject.startsWith(`${aggregate}/`) ? subject.slice(aggregate.length + 1) : subject
  return asIdentifier(id) ?? `subject_${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`
}

const asIdentifier = (value: string | undefined): string | undefined =>
  value !== undefined && /^[A-Za-z0-9_.:-]{1,128}$/.test(value) ? value : undefined
