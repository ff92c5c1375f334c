import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { Usage } from '../../prices/cost-of.ts'
import type { ComponentCalls } from './call-times.ts'
import { gbSeconds } from './lambda-time.ts'
import { TRACED_SHARE } from './traces.ts'

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
  /** How many of them come in one invocation. */
  readonly perInvocation: number
  /** Items of up to 1 KB that the handler writes for each event; stored events, if it stores any. */
  readonly writes: number
  /** Of an event, envelope and attributes included. */
  readonly eventBytes: number
}

/** Lambda's own three lines and the consumer's, metrics included, as `npm run bench:cost` counts them. */
export const LOG_BYTES = { perInvocation: 550, perEvent: 500 } as const

/** What a consumer uses, from its declaration. Publishing is not in it: an event costs that once, however many take it. */
export function consumerUsage(consumer: CostedConsumer, traffic: ExpectedTraffic): Usage {
  const { events, perInvocation, eventBytes } = traffic
  const invocations = events / perInvocation
  const isOrdered = consumer.ordering === 'aggregate'
  const { writeUnits, calls } = storeOf(consumer, traffic)
  // A delivery for each event; a receive and a delete for each invocation. Who acknowledges first deletes before Lambda does.
  const requests = events + (consumer.delivery === 'at-most-once' ? 3 : 2) * invocations
  return {
    lambdaRequests: invocations,
    lambdaGbSeconds: gbSeconds({ memoryMb: consumer.memoryMb, invocations, events, calls }),
    dynamodbWriteUnits: writeUnits,
    ...(consumer.uses.bucket && { s3Writes: events }),
    ...(consumer.uses.email && { sesRecipients: events }),
    ...(isOrdered
      ? { sqsFifoRequests: requests, snsFifoDeliveries: events, snsFifoDeliveredBytes: events * eventBytes }
      : { sqsStandardRequests: requests }),
    logBytes: invocations * LOG_BYTES.perInvocation + events * LOG_BYTES.perEvent,
    traces: invocations * TRACED_SHARE,
  }
}

/** An event that is stored has an entry in the index by time, too. */
export const unitsPerWrite = ({ uses }: CostedConsumer): number => (uses.eventStore === 'append' ? 2 : 1)

/** Write units, and all calls that it makes for an event: see docs/consuming.md. */
function storeOf(consumer: CostedConsumer, { events, perInvocation, writes }: ExpectedTraffic) {
  const { idempotency, uses } = consumer
  const outside: ComponentCalls = { ...(uses.bucket && { s3: events }), ...(uses.email && { ses: events }) }
  const units = writes * unitsPerWrite(consumer)
  if (idempotency === 'atomic') {
    // A transaction writes marker and effects, twice each; those of a batch are committed together.
    const calls = { ...outside, 'dynamodb TransactWriteItems': events / perInvocation }
    return { writeUnits: events * 2 * (1 + units), calls }
  }
  // A claim and its completion, beside the effect outside.
  const leaseWrites = idempotency === 'lease' ? 2 : 0
  const calls = { ...outside, dynamodb: events * (leaseWrites + writes) }
  return { writeUnits: events * (leaseWrites + units), calls }
}
