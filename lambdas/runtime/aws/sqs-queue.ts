import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Queue } from '../consumer/queue.ts'
import { clientSettings } from './clients.ts'

/** SQS's limit, from the moment of receiving. */
const MAX_VISIBILITY_SECONDS = 43_200

export interface QueueUrls {
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
}

/** The consumer's queue and dead-letter queue on SQS. The client is made at the first call: most batches need none. */
export function sqsQueue({ queueUrl, deadLetterQueueUrl }: QueueUrls, makeClient = sqsClient): Queue {
  let client: SQSClient | undefined
  const sqs = () => {
    client ??= makeClient()
    return client
  }
  return {
    async postpone(messages) {
      if (messages.length === 0) return
      const entries = messages.map(({ receiptHandle, delaySeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(MAX_VISIBILITY_SECONDS, Math.max(0, Math.ceil(delaySeconds))),
      }))
      await sqs().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
    },
    async acknowledge(receiptHandles) {
      const entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
      const answer = await sqs().send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
      return new Set((answer.Failed ?? []).map(({ Id }) => receiptHandles[Number(Id)]!))
    },
    async deadLetter({ body, attributes, groupId, deduplicationId }) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      )
      await sqs().send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: body,
          MessageAttributes,
          ...(groupId ? { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } : {}),
        }),
      )
    },
  }
}

export const sqsClient = (): SQSClient => new SQSClient(clientSettings)
