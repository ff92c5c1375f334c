import { counted } from '../../cli/counted.ts'
import type { Letter } from '../letters/letter.ts'
import { bodiesInQueue, type Searching } from '../queue/body-in-queue.ts'

/** Messages that are too large for their records are hidden in the dead-letter queue, so that nobody knows whether they are there. */
export class BodiesHidden extends Error {
  override readonly name = 'BodiesHidden'
}

/**
 * Reads the bodies that are too large for the records of their letters, with one search for each consumer.
 * @returns a body by its letter; what is not in the queue is left out.
 * @throws {BodiesHidden} when part of a queue could not be seen, so that a letter might be left out untruly: nothing was claimed yet.
 */
export async function largeBodies(
  environment: Searching,
  letters: readonly Letter[],
): Promise<ReadonlyMap<Letter, string>> {
  const found = new Map<Letter, string>()
  const large = letters.filter(({ body, status }) => body === undefined && (status === 'dead' || status === 'retried'))
  for (const [consumer, own] of Map.groupBy(large, (letter) => letter.consumer)) {
    const { bodies, isComplete } = await bodiesInQueue(
      environment,
      consumer,
      own.map(({ id }) => id),
    )
    const missing = own.filter(({ id }) => !bodies.has(id))
    if (missing.length > 0 && !isComplete) {
      throw new BodiesHidden(
        `Not seen in the dead-letter queue of ${consumer}, which alone has it: the body of ${counted(missing.length, 'large letter')}. Somebody else is looking at the queue, others of the same aggregate lie before it in a FIFO queue, or the queue is too deep to be looked through. Resume in some minutes.`,
      )
    }
    for (const letter of own) {
      const body = bodies.get(letter.id)
      if (body !== undefined) found.set(letter, body)
    }
  }
  return found
}
