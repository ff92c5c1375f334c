import type { Delivery, Message } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'
import { idempotencyKey, leavesMarkers } from './process-message.ts'

/**
 * Whether a first delivery that has failed is a copy of an event which was processed long ago, and fails only because the state has
 * changed since. First deliveries are not looked up before they are handled. Without an answer it counts as not processed.
 */
export async function wasProcessed(
  { history, declaration, deadline }: Invocation,
  { messageId }: Delivery,
  message: Message | undefined,
): Promise<boolean> {
  if (!message || !leavesMarkers(declaration)) return false
  const key = idempotencyKey(declaration, message)
  const looked = history.lookUp([{ messageId, idempotencyKey: key }]).then((answer) => answer.isProcessed(key))
  return Promise.race([looked, deadline.lastCall.then(() => false)]).catch(() => false)
}
