import type { Delivery, Message } from '../consumer/message.ts'
import { errorTypeOf } from './error-type.ts'
import { fingerprint } from './fingerprint.ts'
import { lenientIds } from './lenient-ids.ts'

/** A message that is given up, with its cause. */
export interface DeadLetter {
  readonly consumer: string
  /** `event_id` or `command_id`; the SQS message id of what has none. */
  readonly id: string
  readonly eventId: string | undefined
  readonly eventType: string | undefined
  readonly aggregateId: string | undefined
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
  readonly messageId: string
  readonly groupId: string | undefined
  /** Of a replay that shall take effect again: part of its idempotency key. */
  readonly replayScope?: string | undefined
  /** Error class and code, e.g. `PermanentError:INSUFFICIENT_FUNDS`. */
  readonly errorType: string
  readonly errorMessage: string
  readonly errorStack: string | undefined
  readonly fingerprint: string
  /** Failures, this one included. */
  readonly attempts: number
  /** Epoch milliseconds. */
  readonly firstFailedAt: number
  /** Epoch milliseconds. */
  readonly lastFailedAt: number
  readonly body: string
}

export interface Cause {
  readonly error: Error
  readonly attempts: number
  readonly firstFailedAt: number
  readonly lastFailedAt: number
}

export function toDeadLetter(
  consumer: string,
  delivery: Delivery,
  message: Message | undefined,
  { error, ...history }: Cause,
): DeadLetter {
  const { messageId, groupId, body } = delivery
  const ids = message
    ? {
        eventId: message.id,
        eventType: message.type,
        aggregateId: message.aggregateId,
        correlationId: message.correlationId,
        causationId: message.causationId,
      }
    : statedIds(body)
  const errorType = errorTypeOf(error)
  return {
    ...history,
    ...ids,
    consumer,
    id: ids.eventId ?? messageId,
    messageId,
    groupId,
    replayScope: message?.replayScope,
    errorType,
    errorMessage: error.message,
    errorStack: error.stack,
    fingerprint: fingerprint(errorType, error.message, error.stack),
    body,
  }
}

/** Its place in the stream is no part of a dead letter. */
function statedIds(body: string) {
  const { sequence: _, ...ids } = lenientIds(body)
  return ids
}
