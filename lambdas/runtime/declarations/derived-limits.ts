import type { ConsumerDeclaration } from './consumer.ts'
import { relayTries } from './relay.ts'
import type { RetryPolicy } from './retry.ts'

const DAY_SECONDS = 86_400

/** Limits that are derived from a declaration; infrastructure, runtime and operator tools all take them from here. */
export interface DerivedLimits {
  /**
   * Six times the function's timeout, and the batch window: AWS's own advice. A message is invisible from when it is received, and
   * may wait for the rest of its batch first; a throttled invocation must not run it twice. With a batch window, at least as long as Lambda
   * may wait on a quiet queue, and the function's timeout.
   */
  readonly visibilityTimeoutSeconds: number
  readonly retentionSeconds: number
  readonly deadLetterRetentionSeconds: number
  /**
   * How long a copy of a message can still come: the time after which an operator may replay the event, or the relay publish it once more if
   * that is longer, and then the copy's own life in the queue and in the dead-letter queue.
   */
  readonly dedupTtlSeconds: number
  /**
   * Receives after which SQS itself moves a message to the dead-letter queue, without a cause. A message that is never tried
   * reaches them after four hours at the earliest.
   */
  readonly maxReceiveCount: number
  /** Longest wait of a deferred message whose error states no time, chosen so that all receives together last about four hours. */
  readonly maxDeferralSeconds: number
}

/**
 * Receives without an attempt that are allowed for: another message of the batch crashed the function, or no time was left to
 * start this one.
 */
const HEADROOM_RECEIVES = 10
/** An open circuit or a lease held elsewhere defers a message by its visibility, and each deferral is a receive. */
const DEFERRAL_RECEIVES = 200
/**
 * While a deployment cannot even be loaded, or the store is down, the whole backlog is received after each visibility timeout and
 * nothing is attempted. This many seconds must pass before it becomes dead letters, so that somebody has the time to get up and
 * roll back.
 */
const OUTAGE_SECONDS = 4 * 3600
/** The average wait of a deferred message as part of its upper bound: the wait is drawn from the upper half. */
const MEAN_DEFERRAL = 0.75
/** How much longer each wait of a deferred message is than the one before, from 1 s up to its cap. */
export const DEFERRAL_GROWTH = 3
/** SQS's own limit of `maxReceiveCount`. */
const MOST_RECEIVES = 1000

export function derivedLimits(consumer: ConsumerDeclaration): DerivedLimits {
  const retentionSeconds = consumer.retentionDays * DAY_SECONDS
  const visibilityTimeoutSeconds = leastVisibilitySeconds(consumer)
  const deadLetterRetentionSeconds = consumer.deadLetterRetentionDays * DAY_SECONDS
  const maxReceiveCount = Math.min(
    MOST_RECEIVES,
    Math.max(leastReceives(consumer), Math.ceil(OUTAGE_SECONDS / visibilityTimeoutSeconds)),
  )
  return {
    visibilityTimeoutSeconds,
    retentionSeconds,
    deadLetterRetentionSeconds,
    dedupTtlSeconds: sentAgainForSeconds(consumer) + retentionSeconds + deadLetterRetentionSeconds,
    maxReceiveCount,
    maxDeferralSeconds: maxDeferral(maxReceiveCount),
  }
}

/**
 * Lambda may wait this long on a quiet queue, even if the batch window is shorter
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
 */
const QUIET_QUEUE_WAIT_SECONDS = 20

/** Visibility timeout of a queue below which one message may run twice at once. @returns seconds; see {@link DerivedLimits}. */
export function leastVisibilitySeconds({
  timeoutSeconds,
  batchWindowSeconds,
}: Pick<ConsumerDeclaration, 'timeoutSeconds' | 'batchWindowSeconds'>): number {
  const advised = 6 * timeoutSeconds + batchWindowSeconds
  return batchWindowSeconds === 0 ? advised : Math.max(advised, QUIET_QUEUE_WAIT_SECONDS + timeoutSeconds)
}

/**
 * For how long after its first delivery an event may be sent once more. The relay does so where it could not keep how far a stream was
 * published, or where an operator has it send what only one of its targets had taken.
 */
export const sentAgainForSeconds = ({ replayHorizonDays }: Pick<ConsumerDeclaration, 'replayHorizonDays'>): number =>
  Math.max(replayHorizonDays, relayTries.positionsKeptDays) * DAY_SECONDS

/** The cap with which all receives but the last two fill the time of an outage; the first few only lead up to it. */
function maxDeferral(receives: number): number {
  const waiting = OUTAGE_SECONDS / MEAN_DEFERRAL
  const leadingUp = Math.log(waiting / receives) / Math.log(DEFERRAL_GROWTH)
  return Math.ceil(waiting / Math.max(2, receives - 2 - leadingUp))
}

/**
 * The runtime counts attempts, and dead-letters a message with its cause. The queue's redrive policy is only a safety net for
 * crashes, so it must allow more receives than the runtime needs for its last attempt. Some receives are no attempts: in a FIFO
 * queue the messages behind a failing one of their group are received with it each time, untried.
 */
export function leastReceives(consumer: ConsumerDeclaration): number {
  const attempts = consumer.retry.maxAttempts * (consumer.ordering === 'aggregate' ? consumer.batchSize : 1)
  return Math.min(MOST_RECEIVES, attempts + HEADROOM_RECEIVES + (mayDefer(consumer) ? DEFERRAL_RECEIVES : 0))
}

const mayDefer = (consumer: ConsumerDeclaration): boolean =>
  consumer.idempotency === 'lease' || consumer.breakers.length > 0

export interface Attempt {
  readonly number: number
  /** Longest wait before it, seconds (full jitter picks between zero and this). */
  readonly delaySeconds: number
  /** Seconds after the first attempt, when every wait before was the longest. */
  readonly atSeconds: number
}

/** Every attempt at the latest time that it can start, not counting the handler's own running time. */
export function retryTimeline({ maxAttempts, firstDelaySeconds, maxDelaySeconds }: RetryPolicy): Attempt[] {
  const attempts: Attempt[] = []
  for (let number = 1, atSeconds = 0; number <= maxAttempts; number++) {
    const delaySeconds = number === 1 ? 0 : Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (number - 2))
    atSeconds += delaySeconds
    attempts.push({ number, delaySeconds, atSeconds })
  }
  return attempts
}

/** From the first attempt to the dead-letter queue at the latest: every wait and batch window the longest, every attempt up to its timeout. */
export function worstCaseSeconds({ retry, timeoutSeconds, batchWindowSeconds }: ConsumerDeclaration): number {
  const last = retryTimeline(retry).at(-1)
  return (last?.atSeconds ?? 0) + retry.maxAttempts * (timeoutSeconds + batchWindowSeconds)
}
