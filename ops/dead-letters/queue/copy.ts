import type { Message } from '@aws-sdk/client-sqs'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'

/**
 * How a message came into a dead-letter queue.
 * - `consumer`: its consumer gave it up, and wrote the cause down.
 * - `queue`: SQS moved it, because it was received too often: its function was killed, ran out of memory or time, or was
 *   throttled. Nobody wrote down why.
 * - `delivery`: the bus or the topic could not put it into the consumer's queue.
 */
export type Origin = 'consumer' | 'queue' | 'delivery'

/** A message as it lies in a dead-letter queue. */
export interface Copy {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly origin: Origin
  /** `event_id` or `command_id`; the message's own id where the body has none. */
  readonly letterId: string
  /** ISO 8601; of the failure that its consumer wrote down. */
  readonly failedAt: string | undefined
  /** When it came into its first queue, ISO 8601: SQS keeps that time when it moves a message. */
  readonly sentAt: string
  readonly receiveCount: number
  readonly groupId: string | undefined
  readonly errorType: string
  readonly errorMessage: string
}

export function toCopy({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes,
  MessageAttributes,
}: Message): Copy {
  const attribute = (name: string): string | undefined => MessageAttributes?.[name]?.StringValue
  const receiveCount = Number(Attributes?.ApproximateReceiveCount ?? 1)
  const isBuried = attribute('error_type') !== undefined && attribute('consumer') !== undefined
  const undelivered = attribute('ERROR_CODE') ?? attribute('ErrorCode')
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    letterId: attribute('event_id') ?? lenientIds(Body).eventId ?? MessageId,
    failedAt: attribute('last_failed_at'),
    sentAt: isoTime(Number(Attributes?.SentTimestamp ?? 0)),
    receiveCount,
    groupId: Attributes?.MessageGroupId,
    ...(isBuried
      ? {
          origin: 'consumer' as const,
          errorType: attribute('error_type') ?? '',
          errorMessage: attribute('error_message') ?? '',
        }
      : undelivered !== undefined
        ? {
            origin: 'delivery' as const,
            errorType: `NotDelivered:${undelivered}`,
            errorMessage:
              attribute('ERROR_MESSAGE') ?? attribute('ErrorMessage') ?? 'The bus or the topic could not deliver it.',
          }
        : { origin: 'queue' as const, errorType: MOVED_BY_QUEUE, errorMessage: MOVED_BY_QUEUE_MESSAGE }),
  }
}

/** Stands in place of an error's type, so that it is an issue of its own. */
export const MOVED_BY_QUEUE = 'MovedByQueue'

const MOVED_BY_QUEUE_MESSAGE =
  'SQS moved it after too many receives, and nobody wrote down why: its function was killed, ran out of memory or time, or was throttled.'
