import { lenientIds } from '../dead-letter/lenient-ids.ts'
import { HeldError } from '../errors.ts'
import type { HealthVerdict } from '../health/consumer-health.ts'
import type { Delivery, Message } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'
import { wasProcessed } from './was-processed.ts'

/** Code of the errors by which messages wait while their type is held. */
const SYSTEMIC_FAILURE = 'SYSTEMIC_FAILURE'

const single = { kind: 'single' } as const

interface Failed {
  readonly delivery: Delivery
  readonly message: Message | undefined
}

/**
 * Judges a failure that would spend an attempt or end as a dead letter: do nearly all messages of its type fail for the same cause?
 * Copies of messages that were processed before are left out. A replay of old events may fail by the thousand, and every one of
 * them is a duplicate.
 */
export async function judge(
  invocation: Invocation,
  { delivery, message }: Failed,
  error: Error,
): Promise<HealthVerdict | { readonly kind: 'duplicate' }> {
  const { health } = invocation
  // A body that does not even state a type points to a broken sender, not to a broken consumer.
  const type = message?.type ?? lenientIds(delivery.body).eventType
  if (!health.guard || type === undefined) return single
  if (delivery.receiveCount === 1 && (await wasProcessed(invocation, delivery, message))) return { kind: 'duplicate' }
  const ids = message ? { aggregateId: message.aggregateId, eventId: message.id } : lenientIds(delivery.body)
  const key = ids.aggregateId ?? ids.eventId ?? delivery.messageId
  return health.failed({ delivery, type, key, error })
}

/** While a type is held, single messages of it are tried. This gives such a try back if its outcome said nothing about the type. */
export async function tellUndecided(
  { health }: Invocation,
  { delivery, message }: Failed,
  error: Error,
): Promise<void> {
  // A handler may say as well that its message has to wait for long, which tells no more of the type.
  const isJudged = error instanceof HeldError && error.code === SYSTEMIC_FAILURE
  if (message && !isJudged) await health.undecided(delivery, message.type)
}

type Waiting = Exclude<HealthVerdict, { kind: 'single' }>

/** @param isFirstTime whether the message is about to be given up for the first time: then it waits for another look. */
export const waitsBeforeGivingUp = (verdict: HealthVerdict, isFirstTime: boolean): verdict is Waiting =>
  verdict.kind === 'unknown' || (verdict.kind === 'look-again' && isFirstTime)

export const heldFor = ({ seconds, message }: Waiting, cause: Error): HeldError =>
  new HeldError(SYSTEMIC_FAILURE, message, seconds, { cause })
