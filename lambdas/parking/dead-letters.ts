import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { ParkingConsumer } from './environment.ts'
import { holdLetter, type LetterEnvironment } from './hold-letter.ts'

export type DeadLetterQueue = Omit<ParkingConsumer, 'queueUrl'> & Required<Pick<ParkingConsumer, 'deadLetterUrl'>>

export interface DeadLettersEnvironment extends LetterEnvironment {
  readonly sqs: Pick<SQSClient, 'send'>
}

/** The messages found in the dead-letter queue of one consumer. */
export interface FoundLetters {
  readonly consumer: string
  readonly held: number
  readonly problems: readonly string[]
}

const BATCH = 10
/** A long poll asks every server of SQS: a short one may overlook what lies there. */
const LONG_POLL_SECONDS = 1
/** Longer than this function runs, so that nothing is received twice in one look. */
const HIDDEN_SECONDS = 60

/**
 * Holds what lies in the dead-letter queue of a consumer without its doing: what SQS has moved there because code never got to
 * run, or what the topic could not deliver. What is not for this function is visible again when it has seen everything.
 * @param until epoch milliseconds after which nothing more is received; the next look goes on.
 */
export async function holdDeadLetters(
  environment: DeadLettersEnvironment,
  queue: DeadLetterQueue,
  until: number,
): Promise<FoundLetters> {
  const { sqs, clock } = environment
  const QueueUrl = queue.deadLetterUrl
  /** Receipt handles: the bodies would not fit into memory. */
  const left: string[] = []
  /** Aggregates of which an event could not be held in this look. Their later events are skipped: held first, they would run before it. */
  const waiting = new Set<string>()
  const problems: string[] = []
  let held = 0
  while (clock.now() < until) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: BATCH,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    if (Messages.length === 0) break
    const done: string[] = []
    /** Groups of which something stays, and of which something goes, so that the next look sees what comes behind it. */
    const standing = new Set<string>()
    const moving = new Set<string>()
    // One after another: several of one aggregate would only contend for its hold.
    for (const message of Messages) {
      const { ReceiptHandle = '', Attributes: { MessageGroupId: group = '' } = {} } = message
      const what = waiting.has(group)
        ? 'left'
        : await holdLetter(environment, queue, message).catch((error: unknown) => {
            problems.push(String(error))
            waiting.add(group)
            return 'left' as const
          })
      if (what === 'held') held++
      ;(what === 'left' ? left : done).push(ReceiptHandle)
      ;(what === 'left' ? standing : moving).add(group)
    }
    const isFull = Messages.length === BATCH
    const hiding = [...standing].filter((group) => isFull && !moving.has(group) && !waiting.has(group))
    problems.push(...hiding.map(blocked))
    // One that is not deleted comes again, and finds itself held.
    if (done.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entriesOf(done) }))
  }
  for (let at = 0; at < left.length; at += BATCH) {
    const Entries = entriesOf(left.slice(at, at + BATCH)).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
    // Best effort: they come back by themselves within a minute.
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => {})
  }
  return { consumer: queue.consumer, held, problems }
}

/** SQS hands out no more of a group while some of it are in flight, and no more than ten messages at once. */
const blocked = (group: string): string =>
  `Letters of ${group} wait for a person; what SQS moves behind them may not be seen, and is not held then. Retry or discard them: npm run ops -- dead-letters list`

const entriesOf = (receiptHandles: readonly string[]) =>
  receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
