import type { Message } from '@aws-sdk/client-sqs'
import { causeInQueue, type Origin } from '../../../lambdas/runtime/dead-letter/found-letter.ts'
import { lenientIds } from '../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { DEAD_LETTER_ID } from '../../../lambdas/runtime/messages/message.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'

/** A message as it lies in a dead-letter queue. */
export interface Copy {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly origin: Origin
  /** `event_id` or `command_id`; where the body has none, the id of its record, or else the message's own. */
  readonly letterId: string
  /** Time of the failure that the consumer recorded, ISO 8601; undefined if it recorded none. */
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
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    letterId: attribute('event_id') ?? attribute(DEAD_LETTER_ID) ?? lenientIds(Body).eventId ?? MessageId,
    failedAt: attribute('last_failed_at'),
    sentAt: isoTime(Number(Attributes?.SentTimestamp ?? 0)),
    receiveCount,
    groupId: Attributes?.MessageGroupId,
    ...causeInQueue(attribute),
  }
}
