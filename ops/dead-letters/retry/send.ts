import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs'
import type { Letter } from '../letters/letter.ts'

export interface SendingBack {
  readonly sqs: Pick<SQSClient, 'send'>
  readonly operationId: string
  readonly queueUrl: (consumer: string) => string
  readonly pause: (milliseconds: number) => Promise<void>
}

export type Sendable = Pick<Letter, 'consumer' | 'id' | 'groupId' | 'aggregateId'> & { readonly body: string }

const MAX_BATCH = 10
/** SQS takes 1 MiB in a batch, as in one message. */
const MAX_BATCH_BYTES = 1024 * 1024
const MAX_TRIES = 8

/**
 * Puts letters back into the queue of their own consumer. In a standard queue they form a message group of their own, so
 * that SQS prefers live traffic where they pile up; in a FIFO queue they keep their group, and a repeated send within five
 * minutes is dropped.
 * @returns what SQS refuses for good, by letter: two consumers may have letters of one event.
 */
export async function sendBack(sending: SendingBack, letters: readonly Sendable[]): Promise<Map<Sendable, string>> {
  const refused = new Map<Sendable, string>()
  for (const [consumer, own] of Map.groupBy(letters, (letter) => letter.consumer)) {
    const queueUrl = sending.queueUrl(consumer)
    const send = async (batch: readonly Sendable[]) => {
      for (const [letter, why] of await sendBatch(sending, queueUrl, batch)) refused.set(letter, why)
    }
    const batches = batchesOf(own)
    // In a FIFO queue what is sent first is first.
    if (isFifo(queueUrl)) for (const batch of batches) await send(batch)
    else await Promise.all(batches.map(send))
  }
  return refused
}

const isFifo = (queueUrl: string): boolean => queueUrl.endsWith('.fifo')

function batchesOf(letters: readonly Sendable[]): Sendable[][] {
  const batches: Sendable[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const letter of letters) {
    const size = Buffer.byteLength(letter.body)
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

async function sendBatch({ sqs, operationId, pause }: SendingBack, queueUrl: string, batch: readonly Sendable[]) {
  const refused = new Map<Sendable, string>()
  let left = batch.map(
    (letter, index): SendMessageBatchRequestEntry => ({
      Id: String(index),
      MessageBody: letter.body,
      ...(isFifo(queueUrl)
        ? {
            MessageGroupId: letter.groupId ?? letter.aggregateId ?? letter.id,
            MessageDeduplicationId: `${operationId}#${letter.id}`.slice(-128),
          }
        : { MessageGroupId: operationId }),
    }),
  )
  for (let attempt = 1; left.length > 0; attempt++) {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }))
    for (const { Id, SenderFault, Code = '', Message = '' } of Failed) {
      if (SenderFault || attempt === MAX_TRIES) refused.set(batch[Number(Id)]!, `${Code} ${Message}`.trim())
    }
    left = left.filter(({ Id }) => Failed.some((one) => one.Id === Id) && !refused.has(batch[Number(Id)]!))
    if (left.length > 0) await pause(100 * 2 ** attempt)
  }
  return refused
}
