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
  /** Whether a copy is also over for a reason that its record does not tell. Default: no. */
  readonly isAlsoOver?: (letter: Letter) => boolean
  /** Called again and again while it goes on; what it throws ends the sweep. */
  readonly onLook?: () => Promise<void>
}

const BATCH = 10
/** Deletions at once. */
const WIDTH = 8
/** Copies per look: their records are looked up together, and so many bodies fit into memory. */
const LOOK = 200
/** Copies of letters that wait still, of which a sweep remembers the handles. With more of them it ends: those behind them wait for the next. */
const MOST_KEPT = 10_000
/** A sweep looks at least at so many copies a second; how long copies stay hidden is derived from it. */
const LOOKED_PER_SECOND = 50
const HIDDEN_SECONDS = { least: 10, most: 600 }
const AGAIN_MS = 1_000

/** Long enough that no copy reappears before all have been looked at, and short enough that copies hidden by a killed sweep are soon seen again. */
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
    if (pass.looked >= left || pass.isFull || store.now() >= until) break
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
  /** Receipt handles of the copies that stay, by message id. */
  const kept = new Map<string, string>()
  let [deleted, looked] = [0, 0]
  try {
    while (looked < depth && kept.size < MOST_KEPT) {
      await onLook()
      const { copies } = await look({ sqs: store.sqs, queueUrl, most: LOOK, hiddenSeconds })
      const reappeared = copies.filter(({ messageId }) => kept.has(messageId)).length
      looked += copies.length - reappeared
      const over = await copiesOver(store, consumer, copies, isAlsoOver)
      deleted += await deleteCopies(store, queueUrl, over)
      const gone = new Set(over)
      for (const copy of copies) if (!gone.has(copy)) kept.set(copy.messageId, copy.receiptHandle)
      // Copies that stay in the queue are hidden for a while, so that the next look sees those behind them. A look that brings known copies
      // only means that they have reappeared: the sweep took too long, and ends. In a FIFO queue SQS hands out nothing else of a group while
      // some of it is hidden, so that behind ten copies of one aggregate which stay nothing is seen: it waits until those are dealt with.
      if (copies.length === reappeared) break
    }
  } finally {
    await giveBack(store.sqs, queueUrl, [...kept.values()])
  }
  return { deleted, looked, isFull: kept.size >= MOST_KEPT }
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
 * Whether the letter's record says that the failure which this copy is about has been dealt with, or that a later one waits. A consumer writes "dead" into
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
      // The record has the body, so the copy is not needed to restore it.
      return isOfRecord && letter.body !== undefined
    case 'retried':
      // It is on its way, and the record has the body, so the copy is not needed to send it once more. Until a send is on record the letter may
      // wait still, and the copy keeps the alarm on.
      return isOfRecord && letter.body !== undefined && letter.sentAt !== undefined
    case 'dead':
      return (
        copy.origin === 'consumer' &&
        letter.body !== undefined &&
        (copy.failedAt ?? letter.lastFailedAt) < letter.lastFailedAt
      )
  }
}
