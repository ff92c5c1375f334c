import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import type { DeadLetterQueues } from './body-in-queue.ts'
import type { Copy } from './copy.ts'
import { giveBack } from './give-back.ts'
import { look } from './look.ts'

const BATCH = 10
/** One look, one lookup of records: they do not become visible again meanwhile. */
const LOOK = 500
const HIDDEN_SECONDS = 60

/**
 * Deletes the copies in a dead-letter queue whose letters have been dealt with, so that its alarm ends. What waits for a
 * person or has no record stays.
 * @param isAlsoOver for copies that nothing else is left of.
 * @returns how many were deleted.
 */
export async function sweep(
  store: LetterStore & DeadLetterQueues,
  consumer: string,
  isAlsoOver: (letter: Letter) => boolean = () => false,
): Promise<number> {
  const queueUrl = store.deadLetterQueueUrl(consumer)
  let deleted = 0
  const kept: string[] = []
  for (;;) {
    const { copies } = await look({ sqs: store.sqs, queueUrl, most: LOOK, hiddenSeconds: HIDDEN_SECONDS })
    const ids = [...new Set(copies.map(({ letterId }) => letterId))]
    const letters = await lettersByKey(
      store,
      ids.map((id) => ({ pk: shardedKey(consumer, id), sk: id })),
    )
    const letterOf = new Map(letters.map((letter) => [letter.id, letter]))
    const over = copies.filter((copy) => {
      const letter = letterOf.get(copy.letterId)
      return letter !== undefined && (isOver(copy, letter) || isAlsoOver(letter))
    })
    for (let at = 0; at < over.length; at += BATCH) {
      const Entries = over
        .slice(at, at + BATCH)
        .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }))
      const { Failed = [] } = await store.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      deleted += Entries.length - Failed.length
    }
    const gone = new Set(over)
    kept.push(...copies.filter((copy) => !gone.has(copy)).map(({ receiptHandle }) => receiptHandle))
    // What stays is hidden meanwhile, so that the next look sees what lies behind it.
    if (copies.length < LOOK) break
  }
  await giveBack(store.sqs, queueUrl, kept)
  return deleted
}

/** Whether the letter's record says that this very death has been dealt with, or that a later one waits. */
export function isOver(copy: Copy, letter: Letter | undefined): boolean {
  if (!letter) return false
  const isOfRecord =
    copy.origin === 'consumer'
      ? copy.failedAt !== undefined && copy.failedAt <= letter.lastFailedAt
      : letter.deadMessageIds.includes(copy.messageId)
  switch (letter.status) {
    case 'resolved':
    case 'edited':
      return isOfRecord
    case 'archived':
    case 'retried':
      // The record has the body, so the copy is not needed: neither to restore it, nor to send it once more.
      return isOfRecord && letter.body !== undefined
    case 'dead':
      return (
        copy.origin === 'consumer' &&
        letter.body !== undefined &&
        (copy.failedAt ?? letter.lastFailedAt) < letter.lastFailedAt
      )
  }
}
