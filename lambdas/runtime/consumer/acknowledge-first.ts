import type { DecodedDelivery } from '../messages/outcome.ts'
import type { Queue } from '../queue/queue.ts'
import type { InvocationDeadline } from '../system/deadline.ts'
import type { Invocation } from './invocation.ts'

/**
 * For delivery at most once: messages are deleted from the queue before their handlers run. A message that could not be deleted is
 * not handled, and comes back. A record that cannot be read as a message is not deleted, because it becomes a dead letter.
 * @returns what may be handled now.
 */
export async function acknowledgeFirst(
  { queue, deadline }: Invocation,
  received: readonly DecodedDelivery[],
): Promise<ReadonlySet<DecodedDelivery>> {
  const messages = received.filter(({ message }) => message)
  if (messages.length === 0) return new Set(received)
  const handles = messages.map(({ delivery }) => delivery.receiptHandle)
  const left = deadline.leavesTime() ? await acknowledge(queue, handles, deadline) : new Set(handles)
  return new Set(received.filter(({ delivery }) => !left.has(delivery.receiptHandle)))
}

/**
 * @returns the handles that may still be in the queue. If SQS has deleted one of them, and only its answer was late, that message
 * is lost: the declaration allows it.
 */
const acknowledge = (queue: Queue, handles: string[], { over }: InvocationDeadline): Promise<ReadonlySet<string>> =>
  Promise.race([queue.acknowledge(handles), over]).catch(() => new Set(handles))
