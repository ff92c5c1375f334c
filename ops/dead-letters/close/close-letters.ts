import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSummary } from '../letters/letter.ts'
import { sweep } from '../queue/sweep.ts'
import { type Change, changeLetters, purgeLetters } from './change-status.ts'

/** Changes records and what lies of them in the dead-letter queues. @returns how many letters were still as they were read. */
export async function closeLetters(
  environment: DeadLetterEnvironment,
  letters: readonly LetterSummary[],
  verb: Change | 'purge',
): Promise<number> {
  const consumers = new Set(letters.map(({ consumer }) => consumer))
  if (verb === 'purge') {
    const gone = new Set(letters.map(({ consumer, id }) => `${consumer}#${id}`))
    // Messages first: a record that is gone could not tell what they are.
    const isGone = ({ consumer, id, status }: { consumer: string; id: string; status: string }) =>
      status === 'archived' && gone.has(`${consumer}#${id}`)
    for (const consumer of consumers) await sweep(environment, consumer, isGone)
    return purgeLetters(environment, letters)
  }
  const changed = await changeLetters(environment, letters, verb)
  for (const consumer of consumers) await sweep(environment, consumer)
  return changed
}
