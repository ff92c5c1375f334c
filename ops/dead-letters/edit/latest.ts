import { UsageError } from '../../cli/usage-error.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { lettersOfEvent } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import { isWaiting } from '../letters/waiting.ts'

/**
 * Finds the letter of an event that can be edited: the letter itself or, if it was edited before, the last one that replaced it.
 * @throws {UsageError} if there is none, if several consumers have one, or if the letter has been dealt with.
 */
export async function latestOf(
  environment: Pick<DeadLetterEnvironment, 'dynamo' | 'table' | 'consumers' | 'now'>,
  id: string,
  consumer: string | undefined,
): Promise<Letter> {
  const names = consumer === undefined ? [...environment.consumers.keys()] : [consumer]
  const found = await lettersOfEvent(environment, id, names)
  const [letter, ...others] = found
  if (!letter) throw new UsageError(`There is no dead letter ${id}${consumer === undefined ? '' : ` of ${consumer}`}.`)
  if (others.length > 0) {
    throw new UsageError(
      `Several consumers have a dead letter of ${id}: say whose, ${found.map((one) => `--consumer ${one.consumer}`).join(' or ')}.`,
    )
  }
  if (letter.status === 'edited' && letter.replacedBy !== undefined) {
    return latestOf(environment, letter.replacedBy, letter.consumer)
  }
  if (isWaiting(letter, environment.now())) return letter
  throw new UsageError(`${letter.id} of ${letter.consumer} is ${letter.status}: only what waits can be edited.`)
}
