import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits, worstCaseSeconds } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import type { LetterSummary } from './letter.ts'

/** The longest that all retries of a message can take, and a margin for a queue that is behind. */
export const quietSeconds = (consumer: ConsumerDeclaration): number =>
  worstCaseSeconds(consumer) + 2 * derivedLimits(consumer).visibilityTimeoutSeconds

/** Used for a consumer that is not declared any more, because nobody knows how long its retries take. */
const UNDECLARED_SECONDS = 86_400

/**
 * Whether a letter was sent again so long ago that something would have been heard of it: its message was lost with its queue, nobody takes it any
 * more, or its consumer is paused or far behind.
 */
export function isOverdue(
  { consumer, status, sentAt }: Pick<LetterSummary, 'consumer' | 'status' | 'sentAt'>,
  consumers: ReadonlyMap<string, ConsumerDeclaration>,
  now: number,
): boolean {
  if (status !== 'retried' || sentAt === undefined) return false
  const declared = consumers.get(consumer)
  return now > Date.parse(sentAt) + (declared ? quietSeconds(declared) : UNDECLARED_SECONDS) * 1000
}
