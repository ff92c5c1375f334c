import type { SqsRecord } from '../ports.ts'

/**
 * "The payload size reaches 6 MB. You cannot modify this limit.": then a batch is closed, whatever its size and window.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024

/** The fields of a record around its body: ids, handle, attributes. */
const ENVELOPE_BYTES = 1000

/** A body is a string within the payload's JSON: each quotation mark in it takes two bytes. */
const bytesOf = ({ body }: SqsRecord): number => ENVELOPE_BYTES + Buffer.byteLength(JSON.stringify(body))

/** No message is large enough to need more than this part of the payload when its batch is far from full. */
const bytesAtMost = ({ body }: SqsRecord): number => ENVELOPE_BYTES + 6 * body.length

/** How many of these, from the first on, one payload holds; at least one, which Lambda has to refuse if it is too large. */
export function fittingInPayload(records: readonly SqsRecord[]): number {
  if (sumOf(records, bytesAtMost) <= MAX_PAYLOAD_BYTES) return records.length
  let bytes = 0
  const first = records.findIndex((record) => {
    bytes += bytesOf(record)
    return bytes > MAX_PAYLOAD_BYTES
  })
  return first < 0 ? records.length : Math.max(1, first)
}

const sumOf = (records: readonly SqsRecord[], size: (record: SqsRecord) => number): number =>
  records.reduce((bytes, record) => bytes + size(record), 0)
