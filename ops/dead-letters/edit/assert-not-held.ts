import { UsageError } from '../../cli/usage-error.ts'
import type { Letter } from '../letters/letter.ts'
import type { Place } from '../retry/release-head.ts'

/**
 * Refuses to edit an event behind which later events of its aggregate are parked. `parked edit` does it where the event is parked; sent as a
 * letter, the edited event would come after the later ones.
 * @throws {UsageError} with the `parked edit` command to use instead.
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
