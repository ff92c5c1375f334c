import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import type { Letter } from '../letters/letter.ts'

/**
 * An event behind which others of its aggregate are parked is edited in its place: sent as a letter, it would come after them.
 * @throws {UsageError} with the command that does it.
 */
export function assertNotHeld(
  { name, onDeadLetter }: Pick<ConsumerDeclaration, 'name' | 'onDeadLetter'>,
  { id, aggregateId = '<aggregate>' }: Pick<Letter, 'id' | 'aggregateId'>,
): void {
  if (onDeadLetter !== 'hold') return
  throw new UsageError(
    `${id} holds its aggregate at ${name}, and what came later waits behind it: edit it with "npm run ops -- parked edit ${name} ${aggregateId} ${id} --data <file>".`,
  )
}
