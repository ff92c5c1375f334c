import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { SetAsideRecord } from '../runtime/relay/set-aside.ts'
import { type Plan, type RelayEnvironment, relayBatch } from './relay-batch.ts'
import { redrivenRecords, type StreamRecord } from './stream-records.ts'

export interface WaitingEnvironment extends RelayEnvironment {
  /** How long a message stays unseen from now on. @throws what the SDK throws. */
  readonly postpone: (receiptHandle: string, seconds: number) => Promise<void>
}

export const isWaiting = (event: object): event is SQSEvent =>
  'Records' in event && (event as SQSEvent).Records[0]?.eventSource === 'aws:sqs'

/** A deployment adds a queue within minutes; an outage of hours is asked about every two minutes. */
const firstWaitSeconds = 15
const maxWaitSeconds = 120

/**
 * Tries records again that wait in a queue of their own, each by itself: its age decides whether it waits on or is set aside,
 * as it did while it was in the stream. Never throws: what has not left the relay comes back.
 */
export async function waitingBatch(
  { Records }: SQSEvent,
  planOf: (records: readonly StreamRecord[], now: number) => Plan,
  environment: WaitingEnvironment,
  remainingMs: number,
): Promise<SQSBatchResponse> {
  const { keepWaiting: _, taken: __, ...alone } = environment
  const end = environment.clock.now() + remainingMs
  const failures = await Promise.all(
    Records.map(async (record) => {
      try {
        const records = recordsOf(record)
        const now = environment.clock.now()
        const { batchItemFailures } = await relayBatch(records, planOf(records, now), alone, end - now)
        if (batchItemFailures.length === 0) return []
      } catch (error) {
        environment.log({
          level: 'WARN',
          message: 'record waits on',
          message_id: record.messageId,
          error: String(error),
        })
      }
      await environment.postpone(record.receiptHandle, waitSeconds(record)).catch(() => {})
      return [{ itemIdentifier: record.messageId }]
    }),
  )
  return { batchItemFailures: failures.flat() }
}

/** @throws {Error} for a message that the relay has not written; after its last receive it lies in the failure queue. */
function recordsOf({ body }: SQSRecord): StreamRecord[] {
  const { item, ...note } = JSON.parse(body) as SetAsideRecord
  if (!item) throw new Error('The message holds no item.')
  return redrivenRecords({ redrive: [{ ...note, item }] })
}

const waitSeconds = ({ attributes }: SQSRecord): number => {
  const earlier = Math.max(0, Number(attributes.ApproximateReceiveCount) - 1)
  return Math.min(maxWaitSeconds, firstWaitSeconds * 2 ** Math.min(earlier, 10))
}
