import { DeferredError } from '../errors.ts'
import type { Delivery } from '../messages/message.ts'
import type { Outcome } from '../messages/outcome.ts'
import { outageSeconds } from '../retry/hold.ts'
import type { Invocation } from './invocation.ts'

/**
 * The outcome of a message that is not tried now, and of which no attempt is counted: its consumer is paused, or nobody can tell whether it has to
 * wait behind a held one. Neither extends the queue's retention.
 */
export const giveBack = (invocation: Invocation, delivery: Delivery, isPaused: boolean): Outcome => {
  const delaySeconds = outageSeconds(invocation, delivery)
  if (!isPaused) return { kind: 'returned', delaySeconds }
  const message = `${invocation.declaration.name} is paused, but its event source delivers: run "npm run ops -- consumers keep".`
  return { kind: 'deferred', error: new DeferredError('CONSUMER_PAUSED', message), delaySeconds }
}
