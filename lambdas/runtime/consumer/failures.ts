import { isContractError } from '../../../events/errors.ts'
import type { Cause } from '../dead-letter/dead-letter.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { DeferredError, HeldError, PermanentError, TransientError } from '../errors.ts'
import type { Verdict } from '../health/consumer-health.ts'
import type { Attempts } from '../history/message-history.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { deferralSeconds, retryDelaySeconds } from '../retry/backoff.ts'
import { holdSeconds } from '../retry/hold.ts'
import { onlyWaits } from '../retry/is-away.ts'
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
  // Better to dead-letter it now, with its cause.
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
  verdict: Verdict,
): Promise<Outcome> {
  const { declaration, random, history } = invocation
  const { retry } = declaration
  // Without the store nothing can be counted, and nothing is given up: an outage of it must not fill dead-letter queues.
  const attempts = await history.countFailure(failure.delivery.messageId).catch(() => undefined)
  const atLeast = error instanceof TransientError ? secondsOf(error.retryAfterSeconds) : 0
  const wait = attempts
    ? retryDelaySeconds(retry, attempts.failures, random)
    : deferralSeconds(derivedLimits(declaration), failure.delivery.receiveCount, random)
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

/** One wait that is no number would have SQS refuse the waits of all its neighbours, which travel in the same call. */
const secondsOf = (wanted: number | undefined): number => (wanted !== undefined && wanted > 0 ? wanted : 0)

/** A first delivery has no earlier failures; those of a later one are asked for where they are not known yet. */
async function failedOnceMore({ clock, history }: Invocation, { delivery, earlier }: Failure): Promise<Attempts> {
  if (earlier) return { ...earlier, failures: earlier.failures + 1 }
  const first = { failures: 1, firstFailedAt: clock.now(), deaths: 0 }
  return delivery.receiveCount > 1 ? history.countFailure(delivery.messageId).catch(() => first) : first
}

async function giveUp(
  invocation: Invocation,
  { delivery, message }: Failure,
  error: Error,
  { failures, firstFailedAt }: Attempts,
): Promise<Outcome> {
  if (await wasProcessed(invocation, delivery, message)) return { kind: 'duplicate' }
  const { declaration, clock, random } = invocation
  const lastFailedAt = clock.now()
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
    // What is away is waited for as for anything else: its own attempts say nothing about how long that takes.
    const delaySeconds = deferralSeconds(derivedLimits(declaration), delivery.receiveCount, random)
    return { kind: 'failed', error: notDeadLettered, delaySeconds, failures }
  }
}

/** Where order is held it becomes the head of its aggregate, else a dead letter; so does what is too large to be parked. */
async function leave(
  invocation: Invocation,
  delivery: Delivery,
  message: Message | undefined,
  cause: Cause,
): Promise<Outcome> {
  const { parking } = invocation
  const { error, attempts: failures } = cause
  const event = parking && parkable(delivery, message)
  if (event) {
    const death = await invocation.recordDeadLetter(delivery, message, cause)
    const result = await parking.hold(event, death, isKeptEvenIfFull(invocation, delivery))
    // The event waits in its queue, so it is no dead letter. Best effort: if the record stays open, somebody looks at it in vain.
    if (result.kind === 'full') await invocation.closeDeadLetter(event.id).catch(() => {})
    return outcomeOfDeath(invocation, result, { delivery, group: event.group }, { error, failures })
  }
  await invocation.deadLetter(delivery, message, cause)
  return { kind: 'dead-lettered', error, failures }
}
