import type { DecodedDelivery, Outcome } from '../messages/outcome.ts'
import type { Invocation } from './invocation.ts'

/**
 * Writes the outcome of a message that has a record as a dead letter into that record, before the message leaves the queue. There are two such kinds:
 *
 * - A dead letter that a person has had tried again. The operator's tool waits for the outcome before it sends the next letters. The record is the
 *   only trace of a success where a consumer leaves no markers, and for a letter that older code refused as no message: its record bears the id of
 *   the SQS message, and markers bear that of the event.
 * - A message that was given up, but could not leave its queue then. Once it is processed, its record must not say that it is dead.
 *
 * A failure of an at-most-once handler is recorded, too, so that the letter is `dead` again: such a message makes no dead letter.
 *
 * Best effort: if the record cannot be written, the letter stays `retried`, which means that its outcome is not known.
 */
export async function tellRetry(
  invocation: Pick<Invocation, 'closeDeadLetter' | 'recordDeadLetter' | 'clock' | 'deadline'>,
  { delivery, message }: DecodedDelivery,
  outcome: Outcome,
): Promise<void> {
  if (!message) return
  const { deadline, clock } = invocation
  let told: Promise<unknown> | undefined
  if (outcome.kind === 'processed' || outcome.kind === 'duplicate') {
    told = invocation.closeDeadLetter(delivery.deadLetterId ?? message.id, outcome.kind)
  } else if (outcome.kind === 'dropped' && delivery.retriedBy !== undefined) {
    const at = clock.now()
    const cause = { error: outcome.error, attempts: 1, firstFailedAt: at, lastFailedAt: at }
    told = invocation.recordDeadLetter(delivery, message, cause, deadline.lastCallSignal)
  }
  if (told) await Promise.race([told, deadline.lastCall]).catch(() => {})
}
