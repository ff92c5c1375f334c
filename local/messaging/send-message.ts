import { type BatchEntry, runBatch } from './batches.ts'
import { SqsError, SqsStore } from './library.ts'
import { type CheckedMessage, checkMessage, messageSize, type SendRequest } from './message-checks.ts'
import type { LocalQueue } from './queue.ts'

const MAX_BATCH_BYTES = 1_048_576

/** SendMessage. Throws an `SqsError` when the queue refuses the message. */
export function sendMessage(queue: LocalQueue, request: SendRequest) {
  const message = checkMessage(queue, request)
  return queue.isFifo() ? sendToFifo(queue, message) : sendToStandard(queue, message)
}

export function sendMessageBatch(queue: LocalQueue, entries: unknown) {
  return runBatch(entries, 'SendMessageBatchRequestEntry', (entry) => sendMessage(queue, entry), checkTotalSize)
}

function sendToStandard(queue: LocalQueue, { body, attributes, groupId, delaySeconds }: CheckedMessage) {
  const delay = delaySeconds ?? Number(queue.attributes.DelaySeconds)
  const message = SqsStore.createMessage(body, attributes, delay > 0 ? delay : undefined, groupId)
  queue.enqueue(message)
  return answer(message)
}

function sendToFifo(queue: LocalQueue, { body, attributes, groupId = '', ...rest }: CheckedMessage) {
  const deduplicationId = rest.deduplicationId ?? contentId(queue, body)
  const delay = Number(queue.attributes.DelaySeconds)
  const message = SqsStore.createMessage(body, attributes, delay > 0 ? delay : undefined, groupId, deduplicationId)
  const earlier = queue.enqueueOnce(message)
  return { ...answer({ ...message, ...earlier }), SequenceNumber: earlier?.sequenceNumber ?? message.sequenceNumber }
}

function contentId(queue: LocalQueue, body: string): string {
  if (queue.attributes.ContentBasedDeduplication === 'true') return SqsStore.contentBasedDeduplicationId(body)
  throw new SqsError(
    'InvalidParameterValue',
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

function checkTotalSize(entries: BatchEntry[]): void {
  const bytes = entries.reduce((sum, { MessageBody, MessageAttributes }) => {
    const attributes = typeof MessageAttributes === 'object' && MessageAttributes !== null ? MessageAttributes : {}
    return sum + (typeof MessageBody === 'string' ? messageSize(MessageBody, readable(attributes)) : 0)
  }, 0)
  if (bytes <= MAX_BATCH_BYTES) return
  throw new SqsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
  )
}

/** Only what can be counted: that the rest is wrong is found entry by entry. */
function readable(attributes: object) {
  const values = Object.entries(attributes).filter(([, value]) => typeof value?.DataType === 'string')
  return Object.fromEntries(
    values.map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(typeof StringValue === 'string' && { StringValue }),
        ...(typeof BinaryValue === 'string' && { BinaryValue }),
      },
    ]),
  )
}

function answer(message: { messageId: string; md5OfBody: string; md5OfMessageAttributes: string }) {
  return {
    MessageId: message.messageId,
    MD5OfMessageBody: message.md5OfBody,
    ...(message.md5OfMessageAttributes && { MD5OfMessageAttributes: message.md5OfMessageAttributes }),
  }
}
