import type { SqsMessage } from './library.ts'
import type { LocalQueue } from './queue.ts'

export interface QueueDepths {
  visible: number
  notVisible: number
  delayed: number
  /** Seconds since the oldest message was sent, as `ApproximateAgeOfOldestMessage` says: see {@link countsAsOldest}; 0 when there is none. */
  oldestAgeSeconds: number
}

export function depthsOf(queue: LocalQueue): QueueDepths {
  const oldest = oldestSentAt(queue)
  return {
    visible: Number(queue.getAttribute('ApproximateNumberOfMessages')),
    notVisible: Number(queue.getAttribute('ApproximateNumberOfMessagesNotVisible')),
    delayed: Number(queue.getAttribute('ApproximateNumberOfMessagesDelayed')),
    oldestAgeSeconds: oldest === undefined ? 0 : Math.max(0, Math.floor((Date.now() - oldest) / 1000)),
  }
}

/** Send time of the oldest message that {@link countsAsOldest}, epoch ms; undefined when there is none. */
function oldestSentAt(queue: LocalQueue): number | undefined {
  const { ready, inflight, delayed } = queue.inspectMessages()
  let oldest = Number.POSITIVE_INFINITY
  const look = (message: SqsMessage) => {
    if (countsAsOldest(queue, message)) oldest = Math.min(oldest, message.sentTimestamp)
  }
  for (const message of ready) look(message)
  for (const message of delayed) look(message)
  for (const { message } of inflight) look(message)
  return Number.isFinite(oldest) ? oldest : undefined
}

const LEFT_OUT_FROM_RECEIVES = 3

/**
 * SQS leaves out of the age of the oldest message what was "received three times (or more) and not processed". What SQS itself moved into a
 * dead-letter queue was received as often before, and counts there from when it was moved. Source:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const countsAsOldest = (queue: LocalQueue, { messageId, approximateReceiveCount }: SqsMessage): boolean =>
  approximateReceiveCount < LEFT_OUT_FROM_RECEIVES || queue.deadLetterSources.has(messageId)
