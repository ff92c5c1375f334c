import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import type { DeadLetterQueues } from './body-in-queue.ts'
import type { Copy } from './copy.ts'
import { giveBack } from './give-back.ts'
import { depthOf, look } from './look.ts'

export interface Sweeping extends LetterStore, DeadLetterQueues {
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

export interface SweepOptions {
  /** For copies that nothing else is left of. */
  readonly isAlsoOver?: (letter: Letter) => boolean
  /** Called again and again while it goes on; what it throws ends the sweep. */
  readonly onLook?: () => Promise<void>
}

const BATCH = 10
/** Deletions at once. */
const WIDTH = 8
/** One look, one lookup of records: so many bodies fit into memory. */
const LOOK = 200
/** At least so many copies are looked at within a second. */
const LOOKED_PER_SECOND = 50
const HIDDEN_SECONDS = { least: 10, most: 600 }
const AGAIN_MS = 1_000

/** So long that none comes round again before all have been looked at, and so short that a sweep that was killed is soon made good. */
const hiddenSecondsOf = (depth: number): number =>
  Math.min(HIDDEN_SECONDS.most, Math.max(HIDDEN_SECONDS.least, Math.ceil(depth / LOOKED_PER_SECOND)))

/**
 * Deletes the copies in a dead-letter queue whose letters have been dealt with, so that its alarm ends. What waits for a
 * person or has no record stays. Copies that somebody else is looking at, or that a killed sweep has hidden, are waited for,
 * as long as a sweep hides them.
 * @returns how many were deleted.
 */
export async function sweep(store: Sweeping, consumer: string, options: SweepOptions = {}): Promise<number> {
  const queueUrl = store.deadLetterQueueUrl(consumer)
  const depth = await depthOf(store.sqs, queueUrl)
  const until = store.now() + (hiddenSecondsOf(depth) + 1) * 1000
  let deleted = 0
  for (let left = depth; left > 0; left = await depthOf(store.sqs, queueUrl)) {
    const pass = await sweepOnce(store, consumer, left, options)
    deleted += pass.deleted
    if (pass.looked >= left || store.now() >= until) break
    await store.pause(AGAIN_MS)
  }
  return deleted
}

async function sweepOnce(
  store: Sweeping,
  consumer: string,
  depth: number,
  { isAlsoOver = () => false, onLook = async () => {} }: SweepOptions,
) {
  const queueUrl = store.deadLetterQueueUrl(consumer)
  const hiddenSeconds = hiddenSecondsOf(depth)
  const seen = new Set<string>()
  const kept: string[] = []
  let deleted = 0
  try {
    while (seen.size < depth) {
      await onLook()
      const { copies } = await look({ sqs: store.sqs, queueUrl, most: LOOK, hiddenSeconds })
      const isNew = copies.some(({ messageId }) => !seen.has(messageId))
      for (const { messageId } of copies) seen.add(messageId)
      const over = await copiesOver(store, consumer, copies, isAlsoOver)
      deleted += await deleteCopies(store, queueUrl, over)
      const gone = new Set(over)
      kept.push(...copies.filter((copy) => !gone.has(copy)).map(({ receiptHandle }) => receiptHandle))
      // What stays is hidden meanwhile, so that the next look sees what lies behind it. They come round when it took too long.
      if (!isNew) break
    }
  } finally {
    await giveBack(store.sqs, queueUrl, kept)
  }
  return { deleted, looked: seen.size }
}

async function copiesOver(
  store: Sweeping,
  consumer: string,
  copies: readonly Copy[],
  isAlsoOver: (letter: Letter) => boolean,
): Promise<Copy[]> {
  const ids = [...new Set(copies.map(({ letterId }) => letterId))]
  const letters = await lettersByKey(
    store,
    ids.map((id) => ({ pk: shardedKey(consumer, id), sk: id })),
  )
  const letterOf = new Map(letters.map((letter) => [letter.id, letter]))
  return copies.filter((copy) => {
    const letter = letterOf.get(copy.letterId)
    return letter !== undefined && (isOver(copy, letter) || isAlsoOver(letter))
  })
}

async function deleteCopies({ sqs }: Sweeping, QueueUrl: string, copies: readonly Copy[]): Promise<number> {
  let deleted = 0
  const batches = Array.from({ length: Math.ceil(copies.length / BATCH) }, (_, index) =>
    copies.slice(index * BATCH, (index + 1) * BATCH),
  )
  await concurrently(batches, WIDTH, async (batch) => {
    const Entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }))
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    deleted += Entries.length - Failed.length
  })
  return deleted
}

/**
 * Whether the letter's record says that this very death has been dealt with, or that a later one waits. A consumer writes "dead" into
 * the record before it puts the copy into the queue. So when the record is read after the copy was seen, and says anything else, that
 * came later. Times do not tell: of two deliveries that die at once, the earlier failure may be the last to be written.
 * @param letter read, strongly consistent, after the copy was received.
 */
function isOver(copy: Copy, letter: Letter | undefined): boolean {
  if (!letter) return false
  const isOfRecord = copy.origin === 'consumer' || letter.deadMessageIds.includes(copy.messageId)
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
