import type { ConsumerDeclaration } from './consumer.ts'
import type { RetryPolicy } from './retry.ts'

const DAY_SECONDS = 86_400

/** Limits that are derived from a declaration; infrastructure, runtime and operator tools all take them from here. */
export interface DerivedLimits {
  /**
   * Six times the function's timeout, and the batch window: AWS's own advice. A message is invisible from when it is received, and
   * may wait for the rest of its batch first; a throttled invocation must not run it twice.
   */
  readonly visibilityTimeoutSeconds: number
  readonly retentionSeconds: number
  readonly deadLetterRetentionSeconds: number
  /** How long a message can still come back: its life in the queue, in the dead-letter queue, and by a replay. */
  readonly dedupTtlSeconds: number
  /** Receives after which SQS itself dead-letters a message, without a cause: not within four hours, if nothing is tried. */
  readonly maxReceiveCount: number
  /** Cap of the wait of a deferred message that nobody can say a time for: all its receives together last about four hours. */
  readonly maxDeferralSeconds: number
}

/** Receives that are no attempt: a neighbour in the batch crashed, or there was no time left to start this message. */
const HEADROOM_RECEIVES = 10
/** An open circuit or a lease held elsewhere defers a message by its visibility, and each deferral is a receive. */
const DEFERRAL_RECEIVES = 200
/**
 * A deployment that cannot even load, or a store that is down, receives the whole backlog again after each visibility
 * timeout, and attempts nothing. Someone must have the time to get up and roll back before it is all dead letters.
 */
const OUTAGE_SECONDS = 4 * 3600
/** Part of its bound that a deferred message waits on average: its wait is drawn from the upper half. */
const MEAN_DEFERRAL = 0.75
/** How much longer each wait of a deferred message is than the one before, from 1 s up to its cap. */
export const DEFERRAL_GROWTH = 3
/** SQS's own limit of `maxReceiveCount`. */
const MOST_RECEIVES = 1000

export function derivedLimits(consumer: ConsumerDeclaration): DerivedLimits {
  const retentionSeconds = consumer.retentionDays * DAY_SECONDS
  const visibilityTimeoutSeconds = 6 * consumer.timeoutSeconds + consumer.batchWindowSeconds
  const deadLetterRetentionSeconds = consumer.deadLetterRetentionDays * DAY_SECONDS
  const maxReceiveCount = Math.min(
    MOST_RECEIVES,
    Math.max(leastReceives(consumer), Math.ceil(OUTAGE_SECONDS / visibilityTimeoutSeconds)),
  )
  return {
    visibilityTimeoutSeconds,
    retentionSeconds,
    deadLetterRetentionSeconds,
    dedupTtlSeconds: retentionSeconds + deadLetterRetentionSeconds + consumer.replayHorizonDays * DAY_SECONDS,
    maxReceiveCount,
    maxDeferralSeconds: maxDeferral(maxReceiveCount),
  }
}

/** The cap with which all receives but the last two fill the time of an outage; the first few only lead up to it. */
function maxDeferral(receives: number): number {
  const waiting = OUTAGE_SECONDS / MEAN_DEFERRAL
  const leadingUp = Math.log(waiting / receives) / Math.log(DEFERRAL_GROWTH)
  return Math.ceil(waiting / Math.max(2, receives - 2 - leadingUp))
}

/**
 * The runtime counts attempts and dead-letters with a cause; the queue's redrive policy is only the net under a crash.
 * It must hang lower than the runtime's last attempt, whatever else takes a receive: in a FIFO queue the messages
 * behind a failing one of the same group are received with it each time, untried.
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
