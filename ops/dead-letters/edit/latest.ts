import { UsageError } from '../../terminal/usage-error.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { lettersOfEvent } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'

/**
 * The letter of an event that can be edited: itself, or what stands in its place since earlier edits.
 * @throws {UsageError} when there is none, when it is another consumer's as well, or when it does not wait.
 */
export async function latestOf(
  environment: Pick<DeadLetterEnvironment, 'dynamo' | 'table' | 'consumers'>,
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
  if (letter.status === 'dead') return letter
  throw new UsageError(`${letter.id} of ${letter.consumer} is ${letter.status}: only what waits can be edited.`)
}
