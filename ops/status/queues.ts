import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'

export interface QueueDepth {
  readonly waiting: number
  readonly inFlight: number
  readonly delayed: number
  readonly retentionSeconds: number
  readonly isFifo: boolean
}

/** The depth of a queue, from its attributes: one request of SQS, and as exact as SQS is (within a minute or so). */
export async function readDepth(sqs: SQSClient, QueueUrl: string): Promise<QueueDepth> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
        'MessageRetentionPeriod',
      ],
    }),
  )
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    retentionSeconds: Number(Attributes.MessageRetentionPeriod ?? 0),
    isFifo: QueueUrl.endsWith('.fifo'),
  }
}

export const nameOfQueue = (queueUrl: string): string => queueUrl.split('/').at(-1) ?? queueUrl
