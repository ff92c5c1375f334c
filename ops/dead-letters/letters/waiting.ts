import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isKeptWhole } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { isMadeUp } from '../../../lambdas/runtime/dead-letter/found-letter.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import type { LetterSummary } from './letter.ts'

/**
 * A tool sends what it has claimed within moments, tries of a throttled queue included. A letter of which no send is on record after this
 * time was claimed by a tool that was killed or refused before it could send.
 */
const CLAIM_MS = 300_000

type Standing = Pick<LetterSummary, 'status' | 'retriedAt' | 'sentAt'>

/**
 * Whether a letter was claimed for a retry so long ago, without a send on record, that it waits for a person again. It may have been sent all
 * the same, by a tool that was killed between the send and its record: what the consumer has done it writes into the record itself, and a
 * second copy is what its idempotency is for.
 */
export const isForsaken = ({ status, retriedAt, sentAt }: Standing, now: number): boolean =>
  status === 'retried' && sentAt === undefined && !(now <= Date.parse(retriedAt ?? '') + CLAIM_MS)

/** Whether the letter waits for a person. */
export const isWaiting = (letter: Standing, now: number): boolean => letter.status === 'dead' || isForsaken(letter, now)

/** The letter with the status that counts for people: one whose claim is forsaken is dead. */
export const asItStands = <Some extends Standing>(letter: Some, now: number): Some =>
  isForsaken(letter, now) ? { ...letter, status: 'dead' } : letter

/**
 * The letter with the time at which it is lost for good. A body that is too large for the record is in the dead-letter queue only, which forgets
 * it long before the record expires. The copy of what its consumer gave up came there then. What was found in a queue failed when it was found, and
 * SQS counts from when it was sent.
 */
export function withLoss<
  Some extends Pick<LetterSummary, 'bodyBytes' | 'errorType' | 'firstFailedAt' | 'lastFailedAt' | 'expiresAt'>,
>(letter: Some, consumer: ConsumerDeclaration | undefined): Some {
  if (isKeptWhole(letter.bodyBytes) || !consumer) return letter
  const since = isMadeUp(letter.errorType) ? letter.firstFailedAt : letter.lastFailedAt
  const forgotten = Date.parse(since) + derivedLimits(consumer).deadLetterRetentionSeconds * 1000
  return { ...letter, expiresAt: isoTime(Math.min(Date.parse(letter.expiresAt), forgotten)) }
}

export interface Unchanged {
  readonly condition: string
  readonly values: Record<string, AttributeValue>
}

/** Condition that a letter, which waits or is overdue, is as it was read. The name `#status` has to be defined beside it. */
export function stillWaiting({
  status,
  retriedAt,
  sentAt,
  lastFailedAt,
}: Pick<LetterSummary, 'status' | 'retriedAt' | 'sentAt' | 'lastFailedAt'>): Unchanged {
  if (status === 'dead') {
    // Dead, by the same failure.
    const values = { ':dead': { S: 'dead' }, ':failed_at': { S: lastFailedAt } }
    return { condition: '#status = :dead AND last_failed_at = :failed_at', values }
  }
  // Claimed by the same tool, which has sent it or not, as it was then.
  const condition = `#status = :claimed AND retried_at = :claimed_at AND attribute_${sentAt ? '' : 'not_'}exists(sent_at)`
  return { condition, values: { ':claimed': { S: 'retried' }, ':claimed_at': { S: retriedAt ?? '' } } }
}
