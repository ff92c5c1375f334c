import { GetQueueAttributesCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type Copy, toCopy } from './copy.ts'

export interface Looking {
  readonly sqs: Pick<SQSClient, 'send'>
  readonly queueUrl: string
  /** Messages to look at, at most. */
  readonly most: number
  /** For how long the messages that were looked at stay hidden from others, seconds. */
  readonly hiddenSeconds: number
}

export interface Seen {
  readonly copies: readonly Copy[]
  /** Messages that SQS says there are, those hidden by others included; approximate. */
  readonly depth: number
  /** False if there are more messages than were looked at, or if somebody else's look hides some. */
  readonly isComplete: boolean
}

const BATCH = 10
const RECEIVERS = 4
/** A long poll asks every server of SQS, so that an empty answer is proof; a short poll asks some of them. */
const LONG_POLL_SECONDS = 1

/**
 * Looks at the messages of a dead-letter queue. SQS cannot peek: each look hides them for a while and counts as a receive.
 * A dead-letter queue has no limit of receives, so nothing is moved or lost by it.
 */
export async function look({ sqs, queueUrl: QueueUrl, most, hiddenSeconds }: Looking): Promise<Seen> {
  const depth = await depthOf(sqs, QueueUrl)
  const copies = new Map<string, Copy>()
  let isDrained = depth === 0
  let asked = 0
  const receive = async () => {
    // As many messages as the queue has were seen: an empty answer, which costs a long poll, is not needed to know that these are all.
    while (!isDrained && asked < most && copies.size < depth) {
      const MaxNumberOfMessages = Math.min(BATCH, most - asked)
      asked += MaxNumberOfMessages
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages,
          WaitTimeSeconds: LONG_POLL_SECONDS,
          VisibilityTimeout: hiddenSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      )
      asked -= MaxNumberOfMessages - Messages.length
      // The answer was empty, or had only known messages, which reappear when the look takes longer than they stay hidden.
      if (!Messages.some(({ MessageId = '' }) => !copies.has(MessageId))) isDrained = true
      for (const copy of Messages.map(toCopy)) copies.set(copy.messageId, copy)
    }
  }
  const receivers = Math.min(RECEIVERS, Math.ceil(Math.min(depth, most) / BATCH))
  await Promise.all(Array.from({ length: receivers }, receive))
  return { copies: [...copies.values()], depth, isComplete: copies.size >= depth }
}

/** Messages in the queue, seen or hidden; approximate, and on AWS up to a minute old. */
export async function depthOf(sqs: Pick<SQSClient, 'send'>, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  )
  return (
    Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  )
}
