import type { Delivery, Message } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'
import { idempotencyKey, leavesMarkers } from './process-message.ts'

/**
 * A first delivery was not looked up: it may be a new copy of what was processed long ago, and fail because the world has
 * moved on since. Without an answer it counts as not processed.
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
