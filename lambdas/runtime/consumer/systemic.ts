import { lenientIds } from '../dead-letter/lenient-ids.ts'
import { HeldError } from '../errors.ts'
import type { Verdict } from '../health/consumer-health.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'
import { wasProcessed } from './was-processed.ts'

const single = { kind: 'single' } as const

interface Failed {
  readonly delivery: Delivery
  readonly message: Message | undefined
}

/**
 * Whether a failure that would spend an attempt or end as a dead letter is one of nearly all of its type. A copy of what was
 * processed says nothing: a replay of old events may fail by the thousand, and every one of them is a duplicate.
 */
export async function judge(
  invocation: Invocation,
  { delivery, message }: Failed,
  error: Error,
): Promise<Verdict | { readonly kind: 'duplicate' }> {
  const { health } = invocation
  // What does not even state its type is nobody's event: a broken sender, not a broken consumer.
  const type = message?.type ?? lenientIds(delivery.body).eventType
  if (!health.isWatched || type === undefined) return single
  if (delivery.receiveCount === 1 && (await wasProcessed(invocation, delivery, message))) return { kind: 'duplicate' }
  const ids = message ? { aggregateId: message.aggregateId, eventId: message.id } : lenientIds(delivery.body)
  const key = ids.aggregateId ?? ids.eventId ?? delivery.messageId
  return health.failed({ delivery, type, key, error })
}

/** Gives back the try that a message was given while its type is held, unless it has not even been tried. */
export async function tellUndecided(
  { health }: Invocation,
  { delivery, message }: Failed,
  error: Error,
): Promise<void> {
  if (message && !(error instanceof HeldError)) await health.undecided(delivery, message.type)
}

type Waiting = Exclude<Verdict, { kind: 'single' }>

/** @param isFirstTime that it would be given up: it looks again once. */
export const waitsBeforeGivingUp = (verdict: Verdict, isFirstTime: boolean): verdict is Waiting =>
  verdict.kind === 'unknown' || (verdict.kind === 'look-again' && isFirstTime)

export const heldFor = ({ seconds, message }: Waiting, cause: Error): HeldError =>
  new HeldError('SYSTEMIC_FAILURE', message, seconds, { cause })
