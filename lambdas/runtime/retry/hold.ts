import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { type DerivedLimits, derivedLimits } from '../declarations/derived-limits.ts'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { deferralSeconds } from './backoff.ts'

/** SQS's own limit counts from the receive: 12 hours, less the time that an invocation takes at most. */
const MOST_SECONDS = 43_200 - 900

/**
 * The wait of a message whose consumer is held. It comes back soon as long as it has half of its receives; then the rest of them is
 * spread over the time that the queue still keeps it. So it is lost by neither: not to the queue's redrive limit after four
 * hours, as a message that is deferred for other reasons.
 * @param wantedSeconds until it is worth looking again.
 */
export function holdSeconds(
  { maxReceiveCount, retentionSeconds, visibilityTimeoutSeconds }: DerivedLimits,
  { receiveCount, sentAt }: { readonly receiveCount: number; readonly sentAt: number },
  wantedSeconds: number,
  now: number,
): number {
  if (sentAt === 0) return Math.min(MOST_SECONDS, wantedSeconds)
  const keptSeconds = (sentAt - now) / 1000 + retentionSeconds - 2 * visibilityTimeoutSeconds
  const receivesLeft = maxReceiveCount - 2 - receiveCount
  // Or so few receives are left that the longest possible waits use them up: a long timeout grants only few.
  const isShort = receiveCount > maxReceiveCount / 2 || keptSeconds > (receivesLeft - 1) * MOST_SECONDS
  const spread = isShort ? keptSeconds / Math.max(1, receivesLeft) : 0
  const seconds = Math.min(MOST_SECONDS, Math.max(wantedSeconds, spread))
  // The last receive comes just before the queue's retention is over.
  return Math.ceil(keptSeconds > 0 ? Math.min(seconds, keptSeconds) : seconds)
}

interface Waiting {
  readonly declaration: ConsumerDeclaration
  readonly clock: Clock
  readonly random: Random
}

/**
 * A wait is at most so many times the age of the message, because an outage is hardly older than the message that met it. Without this limit, one
 * call without an answer would hide a message of a consumer with few receives for half a day. With it, 16 receives still last four days.
 */
const MOST_TIMES_AGE = 4
/** For a message so young that a multiple of its age would be too little. */
const LEAST_LIMIT_SECONDS = 600

/**
 * Seconds until a message comes back about which nothing could be decided, because a store or a queue does not answer: soon at first, then later
 * and later, so that its receives last until the queue's retention is over, however long the outage lasts. If they were used up before, the queue
 * would move the message to the dead-letter queue without a cause, and what comes after it in its aggregate would overtake it. Just before the
 * retention is over it comes back at once: its last receives are used up then, since the dead-letter queue keeps it for longer.
 */
export function outageSeconds(
  { declaration, clock, random }: Waiting,
  delivery: { readonly receiveCount: number; readonly sentAt: number },
): number {
  const limits = derivedLimits(declaration)
  const leftSeconds =
    (delivery.sentAt - clock.now()) / 1000 + limits.retentionSeconds - 2 * limits.visibilityTimeoutSeconds
  if (delivery.sentAt > 0 && leftSeconds <= 0) return 0
  const wantedSeconds = deferralSeconds(limits, delivery.receiveCount, random)
  const seconds = holdSeconds(limits, delivery, wantedSeconds, clock.now())
  if (delivery.sentAt === 0) return seconds
  const ageSeconds = (clock.now() - delivery.sentAt) / 1000
  return Math.ceil(Math.min(seconds, Math.max(wantedSeconds, LEAST_LIMIT_SECONDS, MOST_TIMES_AGE * ageSeconds)))
}
