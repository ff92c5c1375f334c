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

/** Takes off the queue whatever matches of what can be received now. */
export async function takeAll(queueUrl: string, matches: (message: Message) => boolean): Promise<void> {
  for (let left = await depth(queueUrl); left > 0; left -= 10) {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 2 }),
    )
    for (const { ReceiptHandle } of Messages.filter(matches)) {
      await sqs().send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }))
    }
  }
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

/**
 * How many messages a queue holds besides those of the test that begins: what an earlier run has left behind, or one that
 * failed. Waits for what is being worked off right now.
 */
export async function depthBefore(queueUrl: string): Promise<number> {
  let [last, since] = [await depth(queueUrl), performance.now()]
  await until(`${queueUrl} to be at rest`, async () => {
    const now = await depth(queueUrl)
    if (now !== last) [last, since] = [now, performance.now()]
    return now === 0 || performance.now() - since > AT_REST_MS
  })
  return last
}

const AT_REST_MS = 3_000

/** Resolves when the queue holds no more than before. */
export const drained = (queueUrl: string, before: number) =>
  until(`${queueUrl} to hold ${before} messages, as before`, async () => (await depth(queueUrl)) <= before)
