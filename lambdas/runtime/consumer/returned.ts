import { derivedLimits } from '../declarations/derived-limits.ts'
import type { Delivery } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { deferralSeconds } from '../retry/backoff.ts'
import type { Invocation } from './invocation.ts'

/**
 * Untried, for no fault of its own: it comes back soon, then ever later. What keeps it from being tried may last, as when the
 * store hangs, and coming back at once would use up the receives that its queue grants within minutes: the queue itself would
 * then move it to the dead-letter queue, without a cause.
 */
export const returned = (
  { declaration, random }: Invocation,
  { receiveCount }: Delivery,
): Extract<Outcome, { kind: 'returned' }> => ({
  kind: 'returned',
  delaySeconds: deferralSeconds(derivedLimits(declaration), receiveCount, random),
})
