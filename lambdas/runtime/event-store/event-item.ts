import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { PermanentError } from '../errors.ts'
import { spread } from '../system/spread.ts'
import { timeOfId } from './event-time.ts'

/** Each shard takes about 1,000 writes/s. The number may grow, never shrink: old buckets stay where they are. */
export const TIME_INDEX_SHARDS = 16

/** Bus, topic and queues carry 256 KiB, including everything that they wrap around an event. */
export const MAX_EVENT_BYTES = 240 * 1024

export const streamKey = (aggregateType: string, aggregateId: string): string => `${aggregateType}#${aggregateId}`

/** @throws {PermanentError} with this code for what bus, topic and queues cannot carry. */
export function assertSize(code: 'EVENT_TOO_LARGE' | 'COMMAND_TOO_LARGE', what: string, json: string): void {
  const bytes = Buffer.byteLength(json)
  if (bytes <= MAX_EVENT_BYTES) return
  throw new PermanentError(code, `${what} has ${bytes} bytes; allowed are ${MAX_EVENT_BYTES}.`)
}

/**
 * The whole envelope is one JSON attribute: nothing is lost in number formats, and the relay passes it on unread.
 * @throws {PermanentError} `EVENT_TOO_LARGE`: it could be stored, but never be published.
 */
export function toEventItem(event: EventEnvelope): Record<string, AttributeValue> {
  const json = JSON.stringify(event)
  assertSize('EVENT_TOO_LARGE', `${event.event_type} of ${event.aggregate_id}`, json)
  return {
    pk: { S: streamKey(event.aggregate_type, event.aggregate_id) },
    sk: { N: String(event.sequence) },
    event_id: { S: event.event_id },
    event_type: { S: event.event_type },
    bucket: { S: timeBucket(event) },
    event: { S: json },
  }
}

export const bucketOf = (shard: number, day: string): string => `${String(shard).padStart(2, '0')}#${day}`

/** The day is the id's own, so that the index is in one order across midnight too. */
function timeBucket(event: EventEnvelope): string {
  return bucketOf(shardOf(event.aggregate_id), timeOfId(event.event_id).slice(0, 10))
}

/** Events of one aggregate share a shard and stay in order there. */
export const shardOf = (aggregateId: string): number => spread(aggregateId, TIME_INDEX_SHARDS)
