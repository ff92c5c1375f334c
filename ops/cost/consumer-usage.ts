import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { Usage } from '../../prices/cost-of.ts'
import type { ComponentCalls } from './call-times.ts'
import { gbSeconds } from './lambda-time.ts'

export type CostedConsumer = Pick<
  ConsumerDeclaration,
  | 'name'
  | 'ordering'
  | 'onDeadLetter'
  | 'delivery'
  | 'idempotency'
  | 'batchSize'
  | 'memoryMb'
  | 'breakers'
  | 'accepts'
  | 'uses'
>

export interface ExpectedTraffic {
  readonly events: number
  /** Events per invocation. */
  readonly perInvocation: number
  /** Items of up to 1 KB that the handler writes for each event; stored events, if it stores any. */
  readonly writes: number
  /** Size of an event, envelope and attributes included. */
  readonly eventBytes: number
}

/** Lambda's own three lines and the consumer's, metrics included, as `npm run bench:cost` counts them. */
export const LOG_BYTES = { perInvocation: 550, perEvent: 500 } as const

/** Requests of SQS bring and delete so many messages at most. */
const MESSAGES_PER_REQUEST = 10
/** Lines of one object of an archive (docs/analytics-and-audit.md). */
const EVENTS_PER_OBJECT = 1000
/** The payload limit of one invocation, and the bytes of a message around its event. */
const PAYLOAD_BYTES = 6 * 1024 * 1024
const ENVELOPE_BYTES = 1000

/** Events of a batch that is as full as batch size and payload allow. */
export const fullBatch = ({ batchSize }: Pick<CostedConsumer, 'batchSize'>, eventBytes: number): number =>
  Math.min(batchSize, Math.floor(PAYLOAD_BYTES / (eventBytes + ENVELOPE_BYTES)))

/** Usage of a consumer, from its declaration. Publishing is not included, because an event is published once for all its consumers. */
export function consumerUsage(consumer: CostedConsumer, traffic: ExpectedTraffic): Usage {
  const { events, perInvocation, eventBytes } = traffic
  const invocations = events / perInvocation
  const isOrdered = consumer.ordering === 'aggregate'
  const { writeUnits, calls } = storeOf(consumer, traffic)
  // A delivery for each event; receives and deletes for each invocation. Who acknowledges first deletes before Lambda does.
  const perBatch = Math.ceil(perInvocation / MESSAGES_PER_REQUEST)
  const requests = events + (consumer.delivery === 'at-most-once' ? 3 : 2) * perBatch * invocations
  const objects = objectsOf(consumer, traffic)
  return {
    lambdaRequests: invocations,
    lambdaGbSeconds: gbSeconds({ memoryMb: consumer.memoryMb, invocations, events, calls }),
    dynamodbWriteUnits: writeUnits,
    ...(objects > 0 && { s3Writes: objects }),
    ...(consumer.uses.email && { sesRecipients: events }),
    ...(isOrdered
      ? { sqsFifoRequests: requests, snsFifoDeliveries: events, snsFifoDeliveredBytes: events * eventBytes }
      : { sqsStandardRequests: requests }),
    logBytes: invocations * LOG_BYTES.perInvocation + events * LOG_BYTES.perEvent,
  }
}

function objectsOf({ uses }: CostedConsumer, { events, perInvocation }: ExpectedTraffic): number {
  if (!uses.bucket) return 0
  return uses.bucket === 'write' ? events : (events / perInvocation) * Math.ceil(perInvocation / EVENTS_PER_OBJECT)
}

/** A batch of an archive is claimed in one page for each minute of it: 16 bytes for each event, in units of 1 KB. */
const claimUnits = ({ uses }: CostedConsumer, { events, perInvocation }: ExpectedTraffic): number =>
  uses.bucket === 'write-and-look' ? (events / perInvocation) * Math.ceil((perInvocation * 16) / 1024 + 1) : 0

/** An event that is stored has an entry in the index by time, too. */
export const unitsPerWrite = ({ uses }: CostedConsumer): number => (uses.eventStore === 'append' ? 2 : 1)

/** Write units and calls for one event: see docs/consuming.md. */
function storeOf(consumer: CostedConsumer, traffic: ExpectedTraffic) {
  const { events, perInvocation, writes } = traffic
  const { idempotency, uses } = consumer
  const objects = objectsOf(consumer, traffic)
  const outside: ComponentCalls = { ...(objects > 0 && { s3: objects }), ...(uses.email && { ses: events }) }
  const units = writes * unitsPerWrite(consumer)
  if (idempotency === 'atomic') {
    // A transaction writes marker and effects, twice each; those of a batch are committed together.
    const calls = { ...outside, 'dynamodb TransactWriteItems': events / perInvocation }
    return { writeUnits: events * 2 * (1 + units), calls }
  }
  // A claim and its completion, beside the effect outside.
  const leaseWrites = idempotency === 'lease' ? 2 : 0
  const calls = { ...outside, dynamodb: events * (leaseWrites + writes) }
  return { writeUnits: events * (leaseWrites + units) + claimUnits(consumer, traffic), calls }
}
