import type { DecodedDelivery } from '../messages/outcome.ts'
import type { Queue } from '../queue/queue.ts'
import type { InvocationDeadline } from '../system/deadline.ts'
import type { Invocation } from './invocation.ts'

/**
 * At most once: messages leave the queue before their handlers run. What could not be deleted is not handled either,
 * and comes back. What is no message is left for the dead-letter queue.
 * @returns what may be handled now; all of them with any other delivery guarantee.
 */
export async function acknowledgeFirst(
  { queue, declaration, deadline }: Invocation,
  received: readonly DecodedDelivery[],
): Promise<ReadonlySet<DecodedDelivery>> {
  const messages = received.filter(({ message }) => message)
  if (declaration.delivery !== 'at-most-once' || messages.length === 0) return new Set(received)
  const handles = messages.map(({ delivery }) => delivery.receiptHandle)
  const left = deadline.leavesTime() ? await acknowledge(queue, handles, deadline) : new Set(handles)
  return new Set(received.filter(({ delivery }) => !left.has(delivery.receiptHandle)))
}

/** @returns what may still be in the queue; what was deleted after all by an answer that came too late is lost, as declared. */
const acknowledge = (queue: Queue, handles: string[], { over }: InvocationDeadline): Promise<ReadonlySet<string>> =>
  Promise.race([queue.acknowledge(handles), over]).catch(() => new Set(handles))
