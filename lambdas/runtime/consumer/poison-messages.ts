import { derivedLimits } from '../declarations/derived-limits.ts'
import { PermanentError } from '../errors.ts'
import type { Attempts } from '../history/message-history.ts'
import type { Delivery } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'

/**
 * A message can end its function without a word: out of memory, an endless loop. It takes its neighbours of the batch
 * with it, and SQS only counts receives. So a message that has been received twice more than it has failed is watched:
 * a note before its handler starts, another when it has ended. A message with a start and no end is a
 * poison message: it runs last, alone, after everything else has been acknowledged.
 */
const UNEXPLAINED_RECEIVES = 2

export const isWatched = ({ receiveCount }: Delivery, attempts: Attempts | undefined): boolean =>
  receiveCount - 1 - (attempts?.failures ?? 0) >= UNEXPLAINED_RECEIVES

/**
 * Runs a handler between the two notes. If a note cannot be written, the handler runs all the same: only this start is not
 * counted.
 */
export async function watched<Result>(
  { history }: Invocation,
  delivery: Delivery,
  attempts: Attempts | undefined,
  run: () => Promise<Result>,
): Promise<Result> {
  if (!isWatched(delivery, attempts)) return run()
  await history.noteStart(delivery.messageId).catch(() => {})
  try {
    return await run()
  } finally {
    await history.noteEnd(delivery.messageId).catch(() => {})
  }
}

/**
 * Gives up a message whose handling has crashed its function as often as the message may fail, and at least twice, because the
 * cause may have been another message that was handled at the same time. At the last receive that the queue grants, once is enough.
 * A message that has never crashed its function is tried at its last receive, too.
 * @throws {PermanentError}
 */
export function assertNotPoisonous(
  { declaration }: Invocation,
  { receiveCount }: Delivery,
  attempts: Attempts | undefined,
): void {
  const crashes = attempts?.crashes ?? 0
  const tolerated =
    receiveCount >= derivedLimits(declaration).maxReceiveCount ? 0 : Math.max(1, declaration.retry.maxAttempts - 1)
  if (crashes <= tolerated) return
  throw new PermanentError(
    'DIED_WITHOUT_CAUSE',
    `The function ended ${crashes} times while it processed this and reported no error: timeout, out of memory or crash.`,
  )
}
