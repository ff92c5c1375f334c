import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb'
import { isLive } from '../idempotency/marker.ts'
import { type Attempts, attemptsKey, toAttempts } from '../retry/attempts.ts'
import type { Invocation } from './invocation.ts'
import type { Delivery, Message } from './message.ts'
import { idempotencyKey } from './process-message.ts'

/** What earlier deliveries have left behind, by key. */
export interface Earlier {
  attemptsOf(delivery: Delivery): Attempts | undefined
  isProcessed(message: Message): boolean
}

/**
 * Looks up redelivered messages, all of a batch in one call. A first delivery costs nothing here: its conditional write
 * tells. When the lookup fails, that is not noticed either: it only saves work.
 */
export async function lookUpEarlier(
  invocation: Invocation,
  received: readonly { readonly delivery: Delivery; readonly message?: Message }[],
): Promise<Earlier> {
  const { declaration, environment, processedTable } = { ...invocation, ...invocation.attempts }
  const redelivered = received.filter(({ delivery }) => delivery.receiveCount > 1)
  const keys = new Set(
    redelivered.flatMap(({ delivery, message }) => [
      attemptsKey(declaration.name, delivery.messageId),
      ...(message && declaration.idempotency === 'atomic' ? [idempotencyKey(declaration, message)] : []),
    ]),
  )
  const items = new Map<string, Item>()
  if (keys.size > 0) {
    const Keys = [...keys].map((pk) => ({ pk: { S: pk } }))
    const RequestItems = { [processedTable]: { Keys, ConsistentRead: true } }
    const answer = await environment.dynamo.send(new BatchGetItemCommand({ RequestItems })).catch(() => undefined)
    for (const item of answer?.Responses?.[processedTable] ?? []) items.set(item.pk?.S ?? '', item)
  }
  return {
    attemptsOf: ({ messageId }) => toAttempts(items.get(attemptsKey(declaration.name, messageId)) ?? {}),
    isProcessed: (message) => isLive(items.get(idempotencyKey(declaration, message)), environment.clock.now()),
  }
}

type Item = Parameters<typeof toAttempts>[0]
