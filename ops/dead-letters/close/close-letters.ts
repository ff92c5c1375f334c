import { counted } from '../../cli/counted.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSummary } from '../letters/letter.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type Sweeping, type SweepOptions, sweep } from '../queue/sweep.ts'
import { type Change, type Changing, changeLetters, purgeLetters } from './change-status.ts'

type Closing = Sweeping & Pick<DeadLetterEnvironment, 'deployed'> & Pick<Changing, 'changeId'>

const WIDTH = 8

/**
 * Changes the records and deletes the letters' copies in the dead-letter queues. The queues are swept even if no record had to be changed: a
 * tool that was killed in between has changed the records, and left their copies. A consumer that is not deployed has no queue to sweep.
 * @returns how many letters were still as they were read. @throws {CopiesLeft} after the records are changed, if a queue could not be swept.
 */
export async function closeLetters(
  environment: Closing,
  { consumer }: Pick<LetterSelection, 'consumer'>,
  letters: readonly LetterSummary[],
  verb: Change | 'purge',
): Promise<number> {
  const swept = environment.deployed.filter((one) => consumer === undefined || one === consumer)
  const sweepAll = (options?: SweepOptions) =>
    concurrently(swept, WIDTH, async (one) => void (await sweep(environment, one, options)))
  if (verb === 'purge') {
    const gone = new Set(letters.map((letter) => `${letter.consumer}#${letter.id}`))
    // The copies go first: once its record is gone, nothing tells which letter a copy belongs to.
    await sweepAll({
      isAlsoOver: (letter) => letter.status === 'archived' && gone.has(`${letter.consumer}#${letter.id}`),
    })
    return purgeLetters(environment, letters)
  }
  const changed = await changeLetters(environment, letters, verb)
  await sweepAll().catch((cause: Error) => {
    throw new CopiesLeft(
      `The records of ${counted(changed, 'letter')} are changed, and not all of their copies are out of the dead-letter queues: ${cause.name}: ${cause.message}. The same command again does the rest.`,
      { cause },
    )
  })
  return changed
}

/** Records are changed, and copies of their letters are left in a queue, so that its alarm goes on. */
class CopiesLeft extends Error {
  override readonly name = 'CopiesLeft'
}
