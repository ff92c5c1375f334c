import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'

export interface Queues {
  /** Messages waiting, in flight or delayed, in all queues that are no dead-letter queues. */
  backlog(): Promise<number>
}

export async function openQueues(endpoint: string): Promise<Queues> {
  const sqs = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const worked = QueueUrls.filter((url) => !/dlq|dead/i.test(url))
  return {
    async backlog() {
      const depths = await Promise.all(
        worked.map(async (QueueUrl) => {
          const { Attributes = {} } = await sqs.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
          )
          return (
            Number(Attributes.ApproximateNumberOfMessages ?? 0) +
            Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0) +
            Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0)
          )
        }),
      )
      return depths.reduce((sum, depth) => sum + depth, 0)
    },
  }
}
