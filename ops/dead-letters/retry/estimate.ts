import { prices } from '../../../prices/us-east-1.ts'
import type { RetryPlan } from './plan.ts'

export interface Estimate {
  /** At the cap, without waiting for outcomes. */
  readonly seconds: number
  /** What the tool, the queue and the records cost at list prices; what the consumers do with the letters is not in it. */
  readonly usd: number
}

/** Sent ten at a time, received and deleted; the copy in the dead-letter queue is received and deleted, too. */
const REQUESTS_PER_LETTER = 0.1 + 2 + 0.2
/** A record is replaced whole: claimed, settled, each in a transaction, which costs twice. Its receipts have less than 1 KB. */
const RECORD_WRITES = 2 * 2
const RECEIPT_WRITES = 3
const UNIT_BYTES = 1024
const READ_UNIT_BYTES = 4096
/** Of a record without its body. */
const RECORD_BYTES = 2048

export function estimateRetry({ items, bytes }: Pick<RetryPlan, 'items' | 'bytes'>, rate: number): Estimate {
  const letters = items.length
  if (letters === 0) return { seconds: 0, usd: 0 }
  const recordBytes = bytes / letters + RECORD_BYTES
  const writes = letters * (RECORD_WRITES * Math.ceil(recordBytes / UNIT_BYTES) + RECEIPT_WRITES)
  const reads = letters * 2 * Math.ceil(recordBytes / READ_UNIT_BYTES)
  const usd =
    (letters * REQUESTS_PER_LETTER * prices.sqsFifoRequests.usd +
      writes * prices.dynamoWrites.usd +
      reads * prices.dynamoReads.usd) /
    1e6
  return { seconds: letters / rate, usd }
}
