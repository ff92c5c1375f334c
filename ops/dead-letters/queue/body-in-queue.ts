import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Letter } from '../letters/letter.ts'
import { giveBack } from './give-back.ts'
import { depthOf, look } from './look.ts'

export interface DeadLetterQueues {
  readonly sqs: Pick<SQSClient, 'send'>
  readonly deadLetterQueueUrl: (consumer: string) => string
}

export interface Searching extends DeadLetterQueues {
  readonly pause: (milliseconds: number) => Promise<void>
  /** Called again and again while the search goes on; what it throws ends the search. */
  readonly onLook?: () => Promise<void>
}

const HIDDEN_SECONDS = 30
/** Copies of a look: so many bodies are in memory, beside those that are wanted. */
const LOOK = 100
/** Copies that are looked through at most. */
const MOST = 10_000
const AGAIN_MS = 1_000
/**
 * Passes until what was not seen is given up: by then everything that another look for bodies had hidden has reappeared. A look for what has no
 * record hides up to 10,000 messages for minutes, so that its end may have to be waited for by the next try.
 */
const PASSES = HIDDEN_SECONDS + 2
/** Passes that have seen the whole queue, as far as is known, before a body counts as gone: SQS tells the depth of a queue with a delay. */
const WHOLE_PASSES = 2

export interface FoundBodies {
  /** By the id of the letter. */
  readonly bodies: ReadonlyMap<string, string>
  /** Whether the whole queue was seen, so that what was not found is not in it. */
  readonly isComplete: boolean
}

/**
 * Reads bodies of letters that are too large for their records from the dead-letter queue of their consumer, and leaves them there. All of
 * them are looked for together, because looks hide messages from each other. While somebody else's look hides some, it looks again.
 */
export async function bodiesInQueue(
  searching: Searching,
  consumer: string,
  ids: Iterable<string>,
): Promise<FoundBodies> {
  const wanted = new Set(ids)
  const bodies = new Map<string, string>()
  let whole = 0
  for (let pass = 1; ; pass++) {
    if (await isWhole(searching, searching.deadLetterQueueUrl(consumer), wanted, bodies)) whole++
    if (bodies.size === wanted.size || whole === WHOLE_PASSES) return { bodies, isComplete: true }
    if (pass === PASSES) return { bodies, isComplete: false }
    await searching.pause(AGAIN_MS)
  }
}

/** The body of one letter; undefined if it was not found. */
export const bodyInQueue = async (
  searching: Searching,
  { consumer, id }: Pick<Letter, 'consumer' | 'id'>,
): Promise<string | undefined> => (await bodiesInQueue(searching, consumer, [id])).bodies.get(id)

/** Looks through the queue once, until everything is found. @returns whether all of the queue was seen. */
async function isWhole(
  { sqs, onLook = async () => {} }: Searching,
  queueUrl: string,
  wanted: ReadonlySet<string>,
  bodies: Map<string, string>,
): Promise<boolean> {
  const depth = await depthOf(sqs, queueUrl)
  const seen = new Map<string, string>()
  try {
    while (bodies.size < wanted.size && seen.size < Math.min(depth, MOST)) {
      await onLook()
      const before = seen.size
      const { copies } = await look({ sqs, queueUrl, most: LOOK, hiddenSeconds: HIDDEN_SECONDS })
      for (const { messageId, receiptHandle, letterId, body } of copies) {
        seen.set(messageId, receiptHandle)
        if (wanted.has(letterId)) bodies.set(letterId, body)
      }
      if (seen.size === before) break
    }
    return seen.size >= depth
  } finally {
    await giveBack(sqs, queueUrl, [...seen.values()])
  }
}
