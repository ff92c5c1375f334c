import { UsageError } from '../../terminal/usage-error.ts'
import type { Letter } from '../letters/letter.ts'
import type { Place } from '../retry/release-head.ts'

/**
 * An event behind which others of its aggregate are parked is edited in its place: sent as a letter, it would come after them.
 * @throws {UsageError} with the command that does it.
 */
export function assertNotHeld(
  { consumer, id, aggregateId = '<aggregate>' }: Pick<Letter, 'consumer' | 'id' | 'aggregateId'>,
  { kind }: Pick<Place, 'kind'>,
): void {
  if (kind === 'free') return
  throw new UsageError(
    `${aggregateId} is held at ${consumer}, and what came later waits behind it: edit it in its place, with "npm run ops -- dead-letters edit ${id} --consumer ${consumer}".`,
  )
}
