import { GetQueueAttributesCommand, ListQueuesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs'
import { localClientSettings } from './local-client.ts'

/** Messages that are waiting, in flight or delayed: together, the work that is not done yet. */
const depths: readonly QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
]

export interface QueueBacklog {
  /** Messages in all queues that are worked off, together, whether they wait, are in flight or delayed. */
  count(): Promise<number>
  /** Messages in all dead-letter queues together. */
  deadLetters(): Promise<number>
  close(): void
}

/** Counts the messages in all queues of the local runtime. */
export async function openQueueBacklog(endpointUrl: string): Promise<QueueBacklog> {
  const sqs = new SQSClient(localClientSettings(endpointUrl))
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const isDeadLetterQueue = (url: string) => /dlq|dead/i.test(url)
  const depthOf = async (QueueUrl: string) => {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...depths] }))
    return depths.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  }
  const depthOfAll = async (urls: readonly string[]) =>
    (await Promise.all(urls.map(depthOf))).reduce((sum, depth) => sum + depth, 0)
  return {
    count: () => depthOfAll(QueueUrls.filter((url) => !isDeadLetterQueue(url))),
    deadLetters: () => depthOfAll(QueueUrls.filter(isDeadLetterQueue)),
    close: () => sqs.destroy(),
  }
}
