import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { type Note, noteOf } from './note.ts'

/** A message of the failure queue. Its reader has it until it deletes it, gives it back, or the visibility timeout is over. */
export interface HeldNote {
  readonly messageId: string
  readonly receiptHandle: string
  /** When it was set aside, epoch milliseconds. */
  readonly setAsideAt: number
  readonly note: Note
}

/** A long poll asks every server of SQS, so that one empty answer is proof; a short poll asks some of them. */
const LONG_POLL_SECONDS = 1

/** Receives every visible message, with this visibility timeout. Messages that another operator has received are not among them. */
export async function takeAll(sqs: SQSClient, QueueUrl: string, visibilitySeconds: number): Promise<HeldNote[]> {
  const held = new Map<string, HeldNote>()
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        VisibilityTimeout: visibilitySeconds,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    if (Messages.length === 0) return [...held.values()]
    for (const { MessageId = '', ReceiptHandle = '', Body = '', Attributes } of Messages) {
      // A message that comes twice is deleted with its newest handle.
      held.set(MessageId, {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        setAsideAt: Number(Attributes?.SentTimestamp ?? 0),
        note: noteOf(Body),
      })
    }
  }
}

export async function giveBack(sqs: SQSClient, QueueUrl: string, notes: readonly HeldNote[]): Promise<void> {
  for (const { receiptHandle: ReceiptHandle } of notes) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
  }
}

export async function remove(sqs: SQSClient, QueueUrl: string, { receiptHandle }: HeldNote): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }))
}
