import { fail } from './failures.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'
import { isSettled, type Outcome } from './outcome.ts'
import { handleMessage, idempotencyKey } from './process-message.ts'

export interface Processed {
  readonly delivery: Delivery
  readonly message: Message | undefined
  readonly outcome: Outcome
  readonly durationMs: number
}

/** Too little to start anything in: what has not begun goes back at once. */
const MIN_HANDLER_MS = 100

type Decoded = { readonly delivery: Delivery } & (
  | { readonly message: Message }
  | { readonly message?: never; readonly error: unknown }
)

/** Each message has its outcome, in the order of the batch. Never throws: a failure concerns its own message only. */
export async function processBatch(invocation: Invocation, deliveries: readonly Delivery[]): Promise<Processed[]> {
  const decoded = deliveries.map((delivery): Decoded => decodeOne(invocation, delivery))
  const recalled = await recall(invocation, decoded)
  const results = new Map<Delivery, Processed>()
  const firstOfId = new Map<string, Promise<Outcome>>()

  const processOne = async (one: Decoded): Promise<Outcome> => {
    const { clock } = invocation.environment
    const startedAt = clock.now()
    const outcome = await settleOnce(invocation, one, recalled, firstOfId)
    results.set(one.delivery, {
      delivery: one.delivery,
      message: one.message,
      outcome,
      durationMs: clock.now() - startedAt,
    })
    return outcome
  }

  await Promise.all(
    inOrder(invocation, decoded).map(async (group) => {
      let blockedFor: number | undefined
      for (const one of group) {
        if (blockedFor !== undefined) {
          const outcome = { kind: 'returned', delaySeconds: blockedFor } as const
          results.set(one.delivery, { delivery: one.delivery, message: one.message, outcome, durationMs: 0 })
          continue
        }
        const outcome = await processOne(one)
        if (!isSettled(outcome)) blockedFor = 'delaySeconds' in outcome ? outcome.delaySeconds : 0
      }
    }),
  )
  return deliveries.map((delivery) => results.get(delivery)!)
}

function decodeOne(invocation: Invocation, delivery: Delivery): Decoded {
  try {
    return { delivery, message: invocation.decode(delivery.body) }
  } catch (error) {
    return { delivery, error }
  }
}

/** Lists of messages, each list one after another: a FIFO group, or a single message of a standard queue. */
function inOrder({ declaration }: Invocation, messages: readonly Decoded[]): Decoded[][] {
  if (declaration.ordering === 'none') return messages.map((message) => [message])
  return [...Map.groupBy(messages, ({ delivery }) => delivery.groupId ?? '').values()]
}

async function recall(invocation: Invocation, messages: readonly Decoded[]): Promise<ReadonlySet<string>> {
  const redelivered = messages.flatMap(({ delivery, message }) =>
    message && delivery.receiveCount > 1 ? [idempotencyKey(invocation, message)] : [],
  )
  if (redelivered.length === 0 || !invocation.way.recall) return new Set()
  // Only a saving: without it the conditional write tells.
  return invocation.way.recall([...new Set(redelivered)]).catch(() => new Set<string>())
}

/** A copy within the batch waits for the first and does nothing of its own. */
async function settleOnce(
  invocation: Invocation,
  one: Decoded,
  recalled: ReadonlySet<string>,
  firstOfId: Map<string, Promise<Outcome>>,
): Promise<Outcome> {
  const { message, delivery } = one
  if (!message) return fail(invocation, delivery, undefined, one.error)
  const first = firstOfId.get(message.id)
  if (first) {
    const outcome = await first
    return isSettled(outcome) ? { kind: 'duplicate' } : outcome
  }
  const outcome = settleOne(invocation, delivery, message, recalled)
  firstOfId.set(message.id, outcome)
  return outcome
}

async function settleOne(
  invocation: Invocation,
  delivery: Delivery,
  message: Message,
  recalled: ReadonlySet<string>,
): Promise<Outcome> {
  if (recalled.has(idempotencyKey(invocation, message))) return { kind: 'duplicate' }
  if (invocation.deadline.remainingMs() < MIN_HANDLER_MS) return { kind: 'returned', delaySeconds: 0 }
  try {
    return { kind: await handleMessage(invocation, delivery, message, delivery.receiveCount) }
  } catch (error) {
    return fail(invocation, delivery, message, error)
  }
}
