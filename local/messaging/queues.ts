import type { LocalQueues, ReceiveOptions, SendOptions, SqsRecord, SqsRecordAttribute } from '../ports.ts'
import type { ReceivedMessage } from './library.ts'
import type { LocalQueue } from './queue.ts'
import { sendMessage } from './send-message.ts'
import type { LocalQueueStore } from './store.ts'

/** Queues as the rest of the runtime uses them: in process, straight on the store. */
export function localQueues(store: LocalQueueStore): LocalQueues {
  const find = (arnOrUrl: string): LocalQueue => {
    const queue = store.find(arnOrUrl)
    if (!queue) throw new Error(`No queue ${arnOrUrl}`)
    return queue
  }
  const resolveQueue = (arn: string) => store.getQueueByArn(arn)

  return {
    async receive(arnOrUrl: string, { max, waitMs, signal }: ReceiveOptions): Promise<SqsRecord[]> {
      const queue = find(arnOrUrl)
      const giveUpAt = performance.now() + waitMs
      while (!signal?.aborted) {
        const messages = queue.dequeue(max, undefined, resolveQueue)
        if (messages.length > 0) return messages.map((message) => toRecord(queue, message))
        const leftMs = giveUpAt - performance.now()
        if (leftMs <= 0) break
        await queue.waitForMessages(leftMs / 1000, signal)
      }
      return []
    },

    async delete(arnOrUrl: string, receiptHandles: string[]): Promise<void> {
      const queue = find(arnOrUrl)
      for (const receiptHandle of receiptHandles) queue.deleteMessage(receiptHandle)
    },

    async changeVisibility(arnOrUrl: string, receiptHandle: string, seconds: number): Promise<void> {
      find(arnOrUrl).changeVisibility(receiptHandle, seconds)
    },

    async send(arnOrUrl: string, body: string, options: SendOptions = {}): Promise<void> {
      sendMessage(find(arnOrUrl), {
        MessageBody: body,
        MessageAttributes: options.attributes,
        MessageGroupId: options.groupId,
        MessageDeduplicationId: options.deduplicationId,
        DelaySeconds: options.delaySeconds,
      })
    },
  }
}

function toRecord(queue: LocalQueue, received: ReceivedMessage): SqsRecord {
  return {
    messageId: received.MessageId,
    receiptHandle: received.ReceiptHandle,
    body: received.Body,
    attributes: systemAttributes(queue, received),
    messageAttributes: messageAttributes(received),
    md5OfBody: received.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.arn.split(':')[3] ?? '',
  }
}

function systemAttributes(queue: LocalQueue, { ReceiptHandle, MessageId }: ReceivedMessage): Record<string, string> {
  const message = queue.inflightMessages.get(ReceiptHandle)?.message
  if (!message) return {}
  const deadLetterSource = queue.deadLetterSources.get(MessageId)
  return {
    ApproximateReceiveCount: String(message.approximateReceiveCount),
    SentTimestamp: String(message.sentTimestamp),
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp),
    ...(message.messageGroupId && { MessageGroupId: message.messageGroupId }),
    ...(message.messageDeduplicationId && { MessageDeduplicationId: message.messageDeduplicationId }),
    ...(message.sequenceNumber && { SequenceNumber: message.sequenceNumber }),
    ...(deadLetterSource && { DeadLetterQueueSourceArn: deadLetterSource }),
  }
}

function messageAttributes({ MessageAttributes = {} }: ReceivedMessage): Record<string, SqsRecordAttribute> {
  return Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
      },
    ]),
  )
}
