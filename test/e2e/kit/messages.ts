import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { sqs } from './aws.ts'
import { until } from './wait.ts'

/** Puts a message straight into a queue; FIFO queues need a group. */
export async function send(queueUrl: string, body: string, groupId?: string): Promise<void> {
  const fifo = groupId ? { MessageGroupId: groupId, MessageDeduplicationId: crypto.randomUUID() } : {}
  await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...fifo }))
}

/** The same body many times at once. */
export async function sendCopies(queueUrl: string, body: string, copies: number): Promise<void> {
  const batches = Array.from({ length: Math.ceil(copies / 10) }, (_, batch) =>
    Array.from({ length: Math.min(10, copies - batch * 10) }, (_, index) => ({ Id: `m${index}`, MessageBody: body })),
  )
  const sent = await Promise.all(
    batches.map((Entries) => sqs().send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))),
  )
  const failed = sent.flatMap((answer) => answer.Failed ?? [])
  if (failed.length > 0) throw new Error(`Not sent: ${JSON.stringify(failed)}`)
}

/** Waits for one message that matches, takes it off the queue and returns it with its attributes. */
export async function take(queueUrl: string, matches: (message: Message) => boolean): Promise<Message> {
  return until(`a message in ${queueUrl}`, async () => {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 2,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )
    const found = Messages.find(matches)
    if (found) await sqs().send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: found.ReceiptHandle }))
    return found
  })
}

/** Messages waiting, in flight and delayed. */
export async function depth(queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  )
  return (
    Number(Attributes.ApproximateNumberOfMessages ?? 0) +
    Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0) +
    Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0)
  )
}

export const drained = (queueUrl: string) => until(`${queueUrl} to be empty`, async () => (await depth(queueUrl)) === 0)
