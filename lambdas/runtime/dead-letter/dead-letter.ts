import { isContractError } from '../../../events/errors.ts'
import type { Delivery, Message } from '../messages/message.ts'
import { errorMessageOf, errorTypeOf } from './error-type.ts'
import { fingerprint } from './fingerprint.ts'
import { lenientIds } from './lenient-ids.ts'
import type { OwnFrame } from './origin/frame.ts'
import { originOf } from './origin/own-frame.ts'
import { placesOfThisBundle } from './origin/read-places.ts'

/** A message that is given up, with its cause. */
export interface DeadLetter {
  readonly consumer: string
  /** `event_id` or `command_id`; the SQS id of the message that died first, if the body states neither. */
  readonly id: string
  readonly eventId: string | undefined
  readonly eventType: string | undefined
  readonly aggregateId: string | undefined
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
  readonly messageId: string
  readonly groupId: string | undefined
  /** Set for a replay that shall take effect again, where it is part of its idempotency key. */
  readonly replayScope?: string | undefined
  /** Error class and code, e.g. `PermanentError:INSUFFICIENT_FUNDS`. */
  readonly errorType: string
  readonly errorMessage: string
  readonly errorStack: string | undefined
  readonly fingerprint: string
  /** Place in our own source where the error was thrown, e.g. `charge (lambdas/payment/charge.ts)`; absent where the stack leads to none. */
  readonly thrownIn?: string | undefined
  /** Revision of the code that gave the message up: a hash of the function's bundle. Absent where nobody knows. */
  readonly codeRevision?: string | undefined
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
  const { messageId, groupId, body, deadLetterId } = delivery
  const ids = message
    ? {
        eventId: message.id,
        eventType: message.type,
        aggregateId: message.aggregateId,
        correlationId: message.correlationId,
        causationId: message.causationId,
        replayScope: message.replayScope,
      }
    : statedIds(body, isContractError(error) && error.code === 'SENDER_UNKNOWN')
  const errorType = errorTypeOf(error)
  const errorMessage = errorMessageOf(error)
  const origin = originOf(error, placesOfThisBundle())
  // All broken contracts are found at one place: what is wrong with the message tells them apart.
  const telling = isContractError(error) ? [] : origin
  return {
    ...history,
    ...ids,
    consumer,
    id: deadLetterId ?? ids.eventId ?? messageId,
    messageId,
    groupId,
    errorType,
    errorMessage,
    errorStack: error.stack?.replace(error.message, () => errorMessage),
    fingerprint: fingerprint(errorType, errorMessage, telling),
    thrownIn: thrownIn(origin),
    body,
  }
}

function thrownIn(origin: readonly OwnFrame[]): string | undefined {
  const { file, name } = origin.at(-1) ?? {}
  return name ? `${name} (${file})` : file
}

/** Its place in the stream is no part of a dead letter. */
function statedIds(body: string, isOfAStranger: boolean) {
  const { sequence: _, ...ids } = lenientIds(body, isOfAStranger)
  return ids
}
