import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { DEAD_LETTER_ID, RETRIED_BY } from '../../../lambdas/runtime/messages/message.ts'
import { LEASE_MS } from '../../bulk-operations/store.ts'
import { allOf } from '../../rebuild/concurrently.ts'
import type { Letter } from '../letters/letter.ts'
import { leavesMarkers } from '../verdict/read-verdicts.ts'
import { isMessage } from '../verdict/time-of-letter.ts'
import { carriedOutOnce } from './carried-out-once.ts'

export interface SendingBack {
  readonly sqs: Pick<SQSClient, 'send'>
  readonly operationId: string
  readonly queueUrl: (consumer: string) => string
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
  readonly pause: (milliseconds: number) => Promise<void>
  /** Called before each call with what it is about to send. @returns what of that this tool may send still. */
  readonly stillOurs: (letters: readonly Sendable[]) => Promise<ReadonlySet<Sendable>>
}

export type Sendable = Pick<Letter, 'consumer' | 'id' | 'groupId' | 'aggregateId'> & { readonly body: string }

const MAX_BATCH = 10
/** SQS takes 1 MiB in a batch, as in one message; attributes count, and have less than this of it. */
const ATTRIBUTES_BYTES = 300
const MAX_BATCH_BYTES = 1024 * 1024
const MAX_TRIES = 8
/**
 * A call that hangs for longer, the SDK's own repetitions included, ends: within the lease of the tool that makes it, because an abort that comes
 * after the lease would put its letters back, and somebody could send them again while the call is carried out after all.
 */
const LONGEST_CALL_MS = (LEASE_MS * 2) / 3

/**
 * Puts letters back into the queue of their own consumer. A consumer that leaves no markers is asked by a message attribute to write into the
 * record what came of each: nothing else would tell that it went well. So is each consumer for a letter whose record has an id that is not in the
 * body, and it is told which record that is. In a standard queue they form a message group of their own, so
 * that SQS prefers live traffic where they pile up; in a FIFO queue they keep their group, and a repeated send within five
 * minutes is dropped.
 * @returns what was sent, and the reason of each letter that SQS refuses for good: by letter and not by event, because two consumers may have
 * letters of one event. It never rejects, and ends when no call is under way any more: what was sent has to be known when another call fails.
 */
export async function sendBack(sending: SendingBack, letters: readonly Sendable[]): Promise<SentBack> {
  const back = { sent: new Set<Sendable>(), refused: new Map<Sendable, string>() }
  try {
    for (const [consumer, own] of Map.groupBy(letters, (letter) => letter.consumer)) {
      const queueUrl = sending.queueUrl(consumer)
      const declared = sending.consumers.get(consumer)
      const isAsked = declared !== undefined && !leavesMarkers(declared)
      const isOnce = declared?.delivery === 'at-most-once'
      const send = (batch: readonly Sendable[]) => sendBatch(sending, { queueUrl, isAsked, isOnce }, batch, back)
      const batches = batchesOf(own)
      // In a FIFO queue the order of sending is the order of handling, so that batches are sent one after another.
      if (isFifo(queueUrl)) for (const batch of batches) await send(batch)
      else await allOf(batches.map(send))
    }
  } catch (failure) {
    return { ...back, failure }
  }
  return { ...back, failure: undefined }
}

interface SentBack {
  readonly sent: ReadonlySet<Sendable>
  readonly refused: ReadonlyMap<Sendable, string>
  /** Why nothing is known of the others; undefined: there are none, or they are somebody else's. */
  readonly failure: unknown
}

/** In such a queue what is sent first is first. */
export const isFifo = (queueUrl: string): boolean => queueUrl.endsWith('.fifo')

function batchesOf(letters: readonly Sendable[]): Sendable[][] {
  const batches: Sendable[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const letter of letters) {
    const size = Buffer.byteLength(letter.body) + ATTRIBUTES_BYTES
    const last = batches.at(-1)
    if (last && last.length < MAX_BATCH && bytes + size <= MAX_BATCH_BYTES) {
      last.push(letter)
      bytes += size
    } else {
      batches.push([letter])
      bytes = size
    }
  }
  return batches
}

function attributesOf(
  texts: Readonly<Record<string, string>>,
): Pick<SendMessageBatchRequestEntry, 'MessageAttributes'> {
  const attributes = Object.entries(texts).map(
    ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
  )
  return attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) } : {}
}

async function sendBatch(
  { sqs, operationId, pause, stillOurs }: SendingBack,
  { queueUrl, isAsked, isOnce }: { readonly queueUrl: string; readonly isAsked: boolean; readonly isOnce: boolean },
  batch: readonly Sendable[],
  { sent, refused }: { readonly sent: Set<Sendable>; readonly refused: Map<Sendable, string> },
): Promise<void> {
  const entryOf = (letter: Sendable): SendMessageBatchRequestEntry => ({
    Id: String(batch.indexOf(letter)),
    MessageBody: letter.body,
    ...(isFifo(queueUrl)
      ? {
          MessageGroupId: letter.groupId ?? letter.aggregateId ?? letter.id,
          MessageDeduplicationId: `${operationId}#${letter.id}`.slice(-128),
        }
      : { MessageGroupId: operationId }),
    ...attributesOf({
      ...((isAsked || !isMessage(letter)) && { [RETRIED_BY]: operationId }),
      ...(!isMessage(letter) && { [DEAD_LETTER_ID]: letter.id }),
    }),
  })
  let left = [...batch]
  for (let attempt = 1; left.length > 0; attempt++) {
    const ours = await stillOurs(left)
    const wanted = left.filter((letter) => ours.has(letter))
    if (wanted.length === 0) break
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: wanted.map(entryOf) })
    const { Failed = [] } = await sqs.send(isOnce ? carriedOutOnce(command) : command, {
      abortSignal: AbortSignal.timeout(LONGEST_CALL_MS),
    })
    const failed = new Map(Failed.map((one) => [batch[Number(one.Id)]!, one]))
    for (const letter of wanted) if (!failed.has(letter)) sent.add(letter)
    for (const [letter, { SenderFault, Code = '', Message = '' }] of failed) {
      if (SenderFault || attempt === MAX_TRIES) refused.set(letter, `${Code} ${Message}`.trim())
    }
    left = wanted.filter((letter) => failed.has(letter) && !refused.has(letter))
    if (left.length > 0) await pause(100 * 2 ** attempt)
  }
}
