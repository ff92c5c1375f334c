import { isContractError } from '../../../events/errors.ts'
import type { Cause } from '../dead-letter/dead-letter.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError, HeldError, PermanentError, TransientError } from '../errors.ts'
import type { HealthVerdict } from '../health/consumer-health.ts'
import type { Attempts } from '../history/message-history.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { deferralSeconds, retryDelaySeconds } from '../retry/backoff.ts'
import { holdSeconds, outageSeconds } from '../retry/hold.ts'
import { onlyWaits } from '../retry/is-away.ts'
import { pause } from '../system/timers.ts'
import { textOf } from '../text-of.ts'
import { toError } from '../to-error.ts'
import type { Invocation } from './invocation.ts'
import { isLastChance } from './last-chance.ts'
import { isKeptEvenIfFull, outcomeOfDeath } from './park-message.ts'
import { parkable } from './parkable.ts'
import { heldFor, judge, tellUndecided, waitsBeforeGivingUp } from './systemic.ts'
import { isUnknownYet } from './unknown-yet.ts'
import { wasProcessed } from './was-processed.ts'

export interface Failure {
  readonly delivery: Delivery
  /** Absent when the body is no message. */
  readonly message: Message | undefined
  /** Earlier failures of this message. */
  readonly earlier: Attempts | undefined
  readonly thrown: unknown
}

/** What becomes of a message whose handling failed. Never throws. */
export async function fail(invocation: Invocation, failure: Failure): Promise<Outcome> {
  const error = toError(failure.thrown)
  if (invocation.declaration.delivery === 'at-most-once' && failure.message) return { kind: 'dropped', error }
  if (isUnknownYet(error, failure.delivery, invocation.declaration, invocation.clock.now())) {
    return defer(invocation, failure, error)
  }
  if (!isPermanent(error) && onlyWaits(invocation.declaration, error)) return defer(invocation, failure, error)
  const verdict = await judge(invocation, failure, error)
  if (verdict.kind === 'duplicate') return verdict
  const held = verdict.kind === 'held' && heldFor(verdict, error)
  if (held) return defer(invocation, failure, held)
  if (!isPermanent(error)) return retryOrGiveUp(invocation, failure, error, verdict)
  if (waitsBeforeGivingUp(verdict, failure.delivery.receiveCount === 1)) {
    return defer(invocation, failure, heldFor(verdict, error))
  }
  return giveUp(invocation, failure, error, await failedOnceMore(invocation, failure))
}

const isPermanent = (error: Error): boolean => error instanceof PermanentError || isContractError(error)

async function defer(invocation: Invocation, failure: Failure, error: Error): Promise<Outcome> {
  const delaySeconds = deferralOf(invocation, failure.delivery, error)
  await tellUndecided(invocation, failure, error)
  // The queue would move the message to the dead-letter queue without a cause, so it is dead-lettered now, with one.
  if (isLastChance(invocation, failure.delivery, delaySeconds)) {
    const cause = error instanceof HeldError && error.cause instanceof Error ? error.cause : error
    return giveUp(invocation, failure, cause, await failedOnceMore(invocation, failure))
  }
  return { kind: 'deferred', error, delaySeconds }
}

function deferralOf({ declaration, clock, random }: Invocation, delivery: Delivery, error: Error): number {
  const limits = derivedLimits(declaration)
  const known = error instanceof DeferredError ? error.delaySeconds : undefined
  if (known === undefined) return deferralSeconds(limits, delivery.receiveCount, random)
  const seconds = Math.ceil(secondsOf(known))
  return error instanceof HeldError ? holdSeconds(limits, delivery, seconds, clock.now()) : seconds
}

async function retryOrGiveUp(
  invocation: Invocation,
  failure: Failure,
  error: Error,
  verdict: HealthVerdict,
): Promise<Outcome> {
  const { declaration, random, history } = invocation
  const { retry } = declaration
  // While the store is down no failure can be counted, so no message is given up: an outage must not fill dead-letter queues.
  const attempts = await history.countFailure(failure.delivery.messageId).catch(() => undefined)
  const atLeast = error instanceof TransientError ? secondsOf(error.retryAfterSeconds) : 0
  const wait = attempts
    ? retryDelaySeconds(retry, attempts.failures, random)
    : outageSeconds(invocation, failure.delivery)
  const delaySeconds = Math.max(atLeast, wait)
  const spent = attempts !== undefined && attempts.failures >= retry.maxAttempts
  if (spent && waitsBeforeGivingUp(verdict, attempts.failures === retry.maxAttempts)) {
    return defer(invocation, failure, heldFor(verdict, error))
  }
  if (spent || isLastChance(invocation, failure.delivery, delaySeconds)) {
    return giveUp(invocation, failure, error, attempts ?? (await failedOnceMore(invocation, failure)))
  }
  return { kind: 'failed', error, delaySeconds, ...(attempts && { failures: attempts.failures }) }
}

/** A delay that is not a number would make SQS refuse the whole call, and with it the delays of all other messages in it. */
const secondsOf = (wanted: number | undefined): number => (wanted !== undefined && wanted > 0 ? wanted : 0)

/** Counts this failure. A first delivery has no earlier ones; those of a later delivery are read unless they are known already. */
async function failedOnceMore({ clock, history }: Invocation, { delivery, earlier }: Failure): Promise<Attempts> {
  if (earlier) return { ...earlier, failures: earlier.failures + 1 }
  const first = { failures: 1, firstFailedAt: clock.now(), crashes: 0 }
  return delivery.receiveCount > 1 ? history.countFailure(delivery.messageId).catch(() => first) : first
}

async function giveUp(
  invocation: Invocation,
  { delivery, message }: Failure,
  error: Error,
  { failures, firstFailedAt }: Attempts,
): Promise<Outcome> {
  const noted = noteGivenUp(invocation, delivery, message)
  if (await wasProcessed(invocation, delivery, message)) return { kind: 'duplicate' }
  await noted
  const lastFailedAt = invocation.clock.now()
  const cause = { error, attempts: failures, firstFailedAt, lastFailedAt }
  try {
    return await leave(invocation, delivery, message, cause)
  } catch (deadLetterError) {
    const notDeadLettered = new Error(
      `It could not be dead-lettered and stays in its queue: ${textOf(deadLetterError)}`,
      {
        cause: error,
      },
    )
    // The message waits like one that is deferred. Its own number of attempts would be no good measure: it says nothing about how
    // long the store or the queue is down.
    const delaySeconds = outageSeconds(invocation, delivery)
    return { kind: 'failed', error: notDeadLettered, delaySeconds, failures }
  }
}

/** A table that does not answer must not use up the time in which the message can still be dead-lettered. */
const NOTED_WITHIN_MS = 1_000

/**
 * Notes that the message is given up, before its record is written. If the message then cannot leave its queue, it comes back. Should it be processed
 * that time, the note tells the function which processed it to close the record. Best effort: without the note the record stays open, and somebody
 * looks at it in vain.
 *
 *     function  ──n dies──[noted]──[record: dead]──[hold n]✗ store away────────────────────────────────────────
 *     later     ──────────────────────────────────────────────────────n comes back──done──[record: resolved]──
 */
async function noteGivenUp(
  { history, deadline, timers }: Invocation,
  { messageId }: Delivery,
  message: Message | undefined,
): Promise<void> {
  if (!message) return
  const noted = history.noteGivenUp(messageId)
  await Promise.race([noted, pause(timers, NOTED_WITHIN_MS), deadline.lastCall]).catch(() => {})
}

/** The message becomes the head of its aggregate if its consumer holds. Otherwise, or if it is too large to be parked, it becomes a dead letter. */
async function leave(
  invocation: Invocation,
  delivery: Delivery,
  message: Message | undefined,
  cause: Cause,
): Promise<Outcome> {
  const { parking, declaration, deadline } = invocation
  const { lastCallSignal } = deadline
  const { error, attempts: failures } = cause
  // The function has answered, so the message comes again, and another function may have processed it by now.
  lastCallSignal.throwIfAborted()
  const event = declaration.onDeadLetter === 'hold' ? parkable(delivery, message) : undefined
  if (parking && event) {
    const finalFailure = await invocation.recordDeadLetter(delivery, message, cause, lastCallSignal)
    const result = await parking.hold(event, finalFailure, isKeptEvenIfFull(invocation, delivery), lastCallSignal)
    // The event waits in its queue, so it is no dead letter. Best effort: if the record stays open, somebody looks at it in vain.
    if (result.kind === 'full') await invocation.closeDeadLetter(event.id).catch(() => {})
    return outcomeOfDeath(invocation, result, { delivery, group: event.group }, { error, failures })
  }
  await invocation.deadLetter(delivery, message, cause, lastCallSignal)
  return { kind: 'dead-lettered', error, failures }
}
