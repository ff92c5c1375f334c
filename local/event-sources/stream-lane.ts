import type { InvocationResult } from '../lambda/index.ts'
import { pause as realPause } from '../pause.ts'
import type { DynamoDbStreamRecord } from '../ports.ts'
import { failedItems } from './batch-response.ts'
import { arrivedAt, type GivenUpBecause } from './failed-batch.ts'
import { type EventSourceMapping, reportsItemFailures } from './mapping.ts'

/** DynamoDB keeps stream records for 24 hours; what is older is gone, for Lambda too. */
const RETENTION_SECONDS = 24 * 60 * 60

/** Lambda's own backoff goes up to a minute; nobody wants to wait for that on a laptop. */
const firstBackoffMs = 100
const longestBackoffMs = 10_000

/** A batch, or what is left of one, with how it fared so far. */
interface Attempted {
  records: DynamoDbStreamRecord[]
  /** Failures that count towards MaximumRetryAttempts. */
  failures: number
  /** How often its first record was delivered. */
  deliveries: number
}

export interface LaneDependencies {
  mapping: EventSourceMapping
  /** Calls `take` for the records once a worker is free. */
  invoke(take: () => DynamoDbStreamRecord[], attempt: number): Promise<InvocationResult>
  /** Must not resolve before the batch is safe elsewhere. */
  giveUp(
    records: DynamoDbStreamRecord[],
    because: GivenUpBecause,
    last: InvocationResult | undefined,
    invokeCount: number,
  ): Promise<void>
  /** Records expired in the stream before they were processed: nobody keeps them, and no destination hears of them. */
  onExpired(records: DynamoDbStreamRecord[]): void
  /** All records of the lane below this sequence number are done. */
  onProgress(doneBelow: bigint): void
  now(): number
  /** Waits before the next attempt; ends early when the signal aborts. Default: a real timer. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

/**
 * Runs batches of one lane one after another: the next begins when this one succeeded or was given up, so that the
 * order within the lane holds. Resolves early when stopped, otherwise to the number of records that it has done.
 * @param take What the batch consists of: called again when a worker is free for its first delivery, so that it takes
 * along what came meanwhile.
 */
export async function processBatch(take: () => DynamoDbStreamRecord[], deps: LaneDependencies): Promise<number> {
  const { BisectBatchOnFunctionError: bisect = false, MaximumRetryAttempts: most = -1 } = deps.mapping
  const { pause = realPause } = deps
  const batch = take()
  let taken = batch.length
  const pending: Attempted[] = [{ records: batch, failures: 0, deliveries: 0 }]
  let failuresInARow = 0
  let last: InvocationResult | undefined

  while (pending.length > 0 && !deps.signal.aborted) {
    const head = pending[0] as Attempted
    if (await dropExpired(head, last, deps)) {
      if (head.records.length === 0) pending.shift()
      continue
    }
    head.deliveries += 1
    const first = last === undefined
    last = await deps.invoke(() => {
      const more = first ? take().slice(taken) : []
      taken += more.length
      head.records = [...head.records, ...more]
      return head.records
    }, head.deliveries)
    const { failedAt, isComplete } = failureOf(last, head.records, deps.mapping)
    if (failedAt > 0) {
      done(head.records.slice(0, failedAt), deps)
      failuresInARow = 0
    }
    if (failedAt === head.records.length) {
      pending.shift()
      continue
    }
    failuresInARow += 1
    if (failedAt > 0) {
      pending[0] = { records: head.records.slice(failedAt), failures: 0, deliveries: head.deliveries }
    } else if (bisect && isComplete && head.records.length > 1) {
      pending.splice(0, 1, ...halves(head))
    } else if (most >= 0 && head.failures >= most) {
      await deps.giveUp(head.records, 'RetryAttemptsExhausted', last, head.deliveries)
      done(head.records, deps)
      pending.shift()
      continue
    } else {
      head.failures += 1
    }
    await pause(Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failuresInARow - 1)), deps.signal)
  }
  return taken
}

/** Splitting a batch does not count as a retry. */
function halves({ records, failures, deliveries }: Attempted): Attempted[] {
  const middle = Math.ceil(records.length / 2)
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, failures, deliveries }))
}

/**
 * From where on a batch failed (its length: nowhere), and whether it counts as a complete failure. Only that halves it: "If
 * your invocation fails and BisectBatchOnFunctionError is turned on, the batch is bisected regardless of your
 * ReportBatchItemFailures setting. When a partial batch success response is received [...], the batch is bisected at the
 * returned sequence number and Lambda retries only the remaining records." So an answer that names the first record leaves
 * all of them together.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
function failureOf(result: InvocationResult, records: DynamoDbStreamRecord[], mapping: EventSourceMapping) {
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber)
  const known = new Set(numbers)
  const failed = failedItems(result, known, reportsItemFailures(mapping))
  const index = numbers.findIndex((number) => failed.has(number))
  return { failedAt: index < 0 ? records.length : index, isComplete: failed === known }
}

/** Gives up the records at the front that are too old, or loses those that the stream has lost; whether there were any. */
async function dropExpired(
  head: Attempted,
  last: InvocationResult | undefined,
  deps: LaneDependencies,
): Promise<boolean> {
  const { MaximumRecordAgeInSeconds: most = -1 } = deps.mapping
  const isKept = most >= 0 && most < RETENTION_SECONDS
  const oldest = deps.now() - (isKept ? most : RETENTION_SECONDS) * 1000
  const young = head.records.findIndex((record) => arrivedAt(record) >= oldest)
  const expired = head.records.slice(0, young < 0 ? head.records.length : young)
  if (expired.length === 0) return false
  if (isKept) await deps.giveUp(expired, 'RecordAgeExceeded', last, head.deliveries)
  else deps.onExpired(expired)
  done(expired, deps)
  head.records = head.records.slice(expired.length)
  return true
}

function done(records: DynamoDbStreamRecord[], deps: LaneDependencies) {
  const last = records.at(-1)
  if (last) deps.onProgress(BigInt(last.dynamodb.SequenceNumber) + 1n)
}
