import type { DynamoDbStreamRecord } from '../ports.ts'

/** The most that Lambda hands to a function in one call. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
/** The fields of a record around its keys and images. */
const ENVELOPE_BYTES = 500

/** The first records that go into one batch: at most so many, and no more than a payload holds; at least one. */
export function batchOf(waiting: readonly DynamoDbStreamRecord[], batchSize: number): DynamoDbStreamRecord[] {
  let bytes = 0
  const most = Math.min(batchSize, waiting.length)
  for (let count = 0; count < most; count++) {
    bytes += ENVELOPE_BYTES + Number(waiting[count]?.dynamodb.SizeBytes ?? 0)
    if (bytes > MAX_PAYLOAD_BYTES && count > 0) return waiting.slice(0, count)
  }
  return waiting.slice(0, most)
}
