import { prices } from '../../../prices/us-east-1.ts'
import type { RetryPlan } from './plan.ts'

export interface Estimate {
  /** Duration at the highest rate, without waiting for outcomes. */
  readonly seconds: number
  /** Cost of the tool's calls, the queue and the records at list prices. The consumers' own work is not included. */
  readonly usd: number
}

/** SQS requests: a letter is sent with nine others, received and deleted; its copy in the dead-letter queue is received and deleted, too. */
const REQUESTS_PER_LETTER = 0.1 + 2 + 0.2
/** Writes of a record: it is claimed, sent and settled, each in a transaction, which costs double. Its receipts have less than 1 KB. */
const RECORD_WRITES = 3 * 2
const RECEIPT_WRITES = 3
const UNIT_BYTES = 1024
const READ_UNIT_BYTES = 4096
/** Size of a record without its body. */
const RECORD_BYTES = 2048

export function estimateRetry({ letters, bytes }: Pick<RetryPlan, 'letters' | 'bytes'>, rate: number): Estimate {
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
