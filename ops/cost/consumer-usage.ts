import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { MAX_EVENT_BYTES } from '../../lambdas/runtime/event-store/event-item.ts'
import type { Usage } from '../../prices/cost-of.ts'
import type { ComponentCalls } from './call-times.ts'
import { gbSeconds } from './lambda-time.ts'

export type CostedConsumer = Pick<
  ConsumerDeclaration,
  | 'name'
  | 'ordering'
  | 'delivery'
  | 'idempotency'
  | 'batchSize'
  | 'memoryMb'
  | 'breakers'
  | 'accepts'
  | 'uses'
  | 'subscribesTo'
  | 'onDeadLetter'
>

/** What the handler does for one event, besides what its idempotency takes. */
export interface PerEvent {
  /** Events that it stores. */
  readonly stores: number
  /** Other items of up to 1 KB that it writes. */
  readonly writes: number
  /** Items of up to 4 KB that it reads, strongly consistent. */
  readonly reads: number
  /** Size of an event that it takes, envelope and attributes included. */
  readonly eventBytes: number
  /** Size of an event that it stores. */
  readonly storedBytes: number
}

export interface ExpectedTraffic extends PerEvent {
  readonly events: number
  /** Events per invocation. */
  readonly perInvocation: number
}

/** Lambda's own three lines and the consumer's, metrics included, as `npm run bench:cost` counts them. */
export const LOG_BYTES = { perInvocation: 550, perEvent: 440 } as const

/** Requests of SQS bring and delete so many messages at most, and are billed by 64 KB of what they carry. */
const MESSAGES_PER_REQUEST = 10
const CHUNK_BYTES = 64 * 1024
const chunksOf = (bytes: number) => Math.max(1, Math.ceil(bytes / CHUNK_BYTES))
/** Lines of one object of an archive (docs/analytics-and-audit.md). */
const EVENTS_PER_OBJECT = 1000
/** The payload limit of one invocation, and the bytes of a message around its event. */
const PAYLOAD_BYTES = 6 * 1024 * 1024
const ENVELOPE_BYTES = 1000

/** A larger event goes by reference to its data in a bucket: see docs/large-events.md. */
export const isByReference = (bytes: number): boolean => bytes > MAX_EVENT_BYTES
const REFERENCE_BYTES = 1024
/** What bus, topic, queue and event store carry of an event. */
const carriedBytes = (bytes: number): number => (isByReference(bytes) ? REFERENCE_BYTES : bytes)

/** Events of a batch that is as full as batch size and payload allow. */
export const fullBatch = ({ batchSize }: Pick<CostedConsumer, 'batchSize'>, eventBytes: number): number =>
  Math.min(batchSize, Math.max(1, Math.floor(PAYLOAD_BYTES / (carriedBytes(eventBytes) + ENVELOPE_BYTES))))

/** Usage of a consumer, from its declaration. Publishing is not included, because an event is published once for all its consumers. */
export function consumerUsage(consumer: CostedConsumer, traffic: ExpectedTraffic): Usage {
  const { events, perInvocation, reads, stores } = traffic
  const invocations = events / perInvocation
  const isOrdered = consumer.ordering === 'aggregate'
  const eventBytes = carriedBytes(traffic.eventBytes)
  const { writeUnits, calls } = storeOf(consumer, traffic)
  const perBatch = Math.ceil(perInvocation / MESSAGES_PER_REQUEST)
  const receives = Math.max(perBatch, chunksOf(eventBytes * perInvocation))
  // A consumer that acknowledges first deletes each message itself, and Lambda then deletes it again.
  const deletes = (consumer.delivery === 'at-most-once' ? 2 : 1) * perBatch
  const requests = events * chunksOf(eventBytes) + (receives + deletes) * invocations
  const objects = objectsOf(consumer, traffic) + (isByReference(traffic.storedBytes) ? events * stores : 0)
  // An archive keeps the reference.
  const fetched = isByReference(traffic.eventBytes) && !consumer.uses.bucket ? events : 0
  return {
    lambdaRequests: invocations,
    lambdaGbSeconds: gbSeconds({
      memoryMb: consumer.memoryMb,
      invocations,
      events,
      calls: {
        ...calls,
        ...(fetched > 0 && { 's3 GET': fetched }),
        // What a batch reads is fetched together.
        ...(reads > 0 && { 'dynamodb BatchGetItem': invocations }),
      },
    }),
    dynamodbWriteUnits: writeUnits,
    ...(reads > 0 && { dynamodbReadUnits: events * reads }),
    ...(objects > 0 && { s3Writes: objects }),
    ...(fetched > 0 && { s3Reads: fetched }),
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

/** Whether it may store events: each has an entry in the index by time, too. */
export const storesEvents = ({ uses }: Pick<CostedConsumer, 'uses'>): boolean => uses.eventStore === 'append'

/** Write units and calls for one event: see docs/consuming.md. In a transaction an item costs twice, its entry in an index does not. */
function storeOf(consumer: CostedConsumer, traffic: ExpectedTraffic) {
  const { events, perInvocation, writes, stores, storedBytes } = traffic
  const { idempotency, uses } = consumer
  const objects = objectsOf(consumer, traffic) + (isByReference(storedBytes) ? events * stores : 0)
  const outside: ComponentCalls = { ...(objects > 0 && { s3: objects }), ...(uses.email && { ses: events }) }
  const unitsPerStored = Math.ceil(carriedBytes(storedBytes) / 1024)
  const entries = stores * unitsPerStored
  const items = writes + stores * unitsPerStored
  if (idempotency === 'atomic') {
    // Marker and effects; those of a batch are committed together.
    const calls = { ...outside, 'dynamodb TransactWriteItems': events / perInvocation }
    return { writeUnits: events * (2 * (1 + items) + entries), calls }
  }
  if (idempotency === 'lease' && items > 0) {
    // A claim, then its completion together with what the handler has staged.
    const calls = { ...outside, dynamodb: events, 'dynamodb TransactWriteItems': events / perInvocation }
    return { writeUnits: events * (1 + 2 * (1 + items) + entries), calls }
  }
  const leaseWrites = idempotency === 'lease' ? 2 : 0
  const calls = { ...outside, dynamodb: events * (leaseWrites + writes + stores) }
  return { writeUnits: events * (leaseWrites + items + entries) + claimUnits(consumer, traffic), calls }
}
