import type { ConsumerDeclaration } from './consumer.ts'

const DAY_SECONDS = 86_400

type Limits = Pick<
  ConsumerDeclaration,
  'timeoutSeconds' | 'retentionDays' | 'deadLetterRetentionDays' | 'replayHorizonDays' | 'retry'
>

/** How long a dedup marker must live: as long as any way exists by which the same event may still arrive. */
export const dedupTtlSeconds = (consumer: Limits): number =>
  (consumer.retentionDays + consumer.deadLetterRetentionDays + consumer.replayHorizonDays) * DAY_SECONDS

/** AWS's rule for queues that feed a function: six times its timeout. */
export const visibilityTimeoutSeconds = (consumer: Limits): number => consumer.timeoutSeconds * 6

/** SQS allows no more. */
const MAX_RECEIVE_COUNT = 1000

/**
 * The queue's own redrive limit. It is only the net under functions that die without a word: the runtime counts failures
 * itself and dead-letters with a cause long before. It is far above `retry.maxAttempts`, because SQS counts every
 * receive, waiting ones too, and below what fits half the retention, because a message must reach the dead-letter
 * queue before the queue forgets it.
 */
export function maxReceiveCount(consumer: Limits): number {
  const receivesInHalfRetention = Math.floor(
    (consumer.retentionDays * DAY_SECONDS) / 2 / visibilityTimeoutSeconds(consumer),
  )
  return Math.min(MAX_RECEIVE_COUNT, Math.max(consumer.retry.maxAttempts * 2, receivesInHalfRetention))
}
