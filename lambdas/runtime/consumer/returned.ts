import { derivedLimits } from '../declarations/derived-limits.ts'
import type { Delivery } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { deferralSeconds } from '../retry/backoff.ts'
import type { Invocation } from './invocation.ts'

/**
 * The outcome of a message that could not be tried, through no fault of its own: it comes back soon, then later and later. The
 * obstacle may last, as when the store hangs. If the message came back at once each time, it would use up the receives that its
 * queue grants within minutes, and the queue would move it to the dead-letter queue without a cause.
 */
export const returned = (
  { declaration, random }: Invocation,
  { receiveCount }: Delivery,
): Extract<Outcome, { kind: 'returned' }> => ({
  kind: 'returned',
  delaySeconds: deferralSeconds(derivedLimits(declaration), receiveCount, random),
})
