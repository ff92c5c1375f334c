import { concurrently } from '../../rebuild/concurrently.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSummary } from '../letters/letter.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type SweepOptions, sweep } from '../queue/sweep.ts'
import { type Change, changeLetters, purgeLetters } from './change-status.ts'

type Closing = Pick<
  DeadLetterEnvironment,
  'dynamo' | 'table' | 'sqs' | 'deadLetterQueueUrl' | 'consumers' | 'now' | 'pause'
>

const WIDTH = 8

/**
 * Changes records and what lies of them in the dead-letter queues. The queues are swept even where no record had to be changed: a
 * tool that was killed in between has changed the records, and left their copies.
 * @returns how many letters were still as they were read.
 */
export async function closeLetters(
  environment: Closing,
  { consumer }: Pick<LetterSelection, 'consumer'>,
  letters: readonly LetterSummary[],
  verb: Change | 'purge',
): Promise<number> {
  const swept = consumer === undefined ? [...environment.consumers.keys()] : [consumer]
  const sweepAll = (options?: SweepOptions) =>
    concurrently(swept, WIDTH, async (one) => void (await sweep(environment, one, options)))
  if (verb === 'purge') {
    const gone = new Set(letters.map((letter) => `${letter.consumer}#${letter.id}`))
    // Messages first: a record that is gone could not tell what they are.
    await sweepAll({
      isAlsoOver: (letter) => letter.status === 'archived' && gone.has(`${letter.consumer}#${letter.id}`),
    })
    return purgeLetters(environment, letters)
  }
  const changed = await changeLetters(environment, letters, verb)
  await sweepAll()
  return changed
}
