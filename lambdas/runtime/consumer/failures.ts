import { isContractError } from '../../../events/errors.ts'
import { DeferredError, PermanentError, TransientError } from '../errors.ts'
import { fullJitter } from '../retry/backoff.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'
import type { Outcome } from './outcome.ts'

/** What becomes of a message whose handling failed. Never throws. */
export async function fail(
  invocation: Invocation,
  delivery: Delivery,
  message: Message | undefined,
  thrown: unknown,
): Promise<Outcome> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { environment, declaration } = invocation
  if (error instanceof DeferredError) return { kind: 'deferred', error, delaySeconds: Math.ceil(error.delaySeconds) }
  const permanent = error instanceof PermanentError || isContractError(error)
  if (permanent || delivery.receiveCount >= declaration.retry.maxAttempts) {
    await environment.queue.deadLetter({
      body: delivery.body,
      attributes: { error_type: error.name, error_message: error.message, event_id: message?.id ?? '' },
      groupId: delivery.groupId,
      deduplicationId: delivery.groupId && delivery.messageId,
    })
    return { kind: 'dead-lettered', error }
  }
  const { firstDelaySeconds, maxDelaySeconds } = declaration.retry
  const bounds = { firstMilliseconds: firstDelaySeconds * 1000, maxMilliseconds: maxDelaySeconds * 1000 }
  const jittered = fullJitter(bounds, delivery.receiveCount - 1, environment.random) / 1000
  const atLeast = error instanceof TransientError ? (error.retryAfterSeconds ?? 0) : 0
  return { kind: 'failed', error, delaySeconds: Math.ceil(Math.max(jittered, atLeast)) }
}
