import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { recordOrderOutcome } from '../../events/commands/order.ts'
import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { Effects } from '../runtime/effects/effects.ts'
import { type Answer, accepted, created } from '../runtime/http/answer.ts'
import { awaitReply, type Waiting } from '../runtime/request-reply/await-reply.ts'
import { findReply, putReply } from '../runtime/request-reply/replies.ts'
import type { orderRepliesConsumer } from './consumers.ts'
import type { OrderState, OrderStatus } from './order.ts'

/** Sent along with the event that ends an order, if someone waits for it. */
export function replyOutcome(effects: Effects, orderId: string, status: OrderStatus): void {
  if (effects.replyTo !== recordOrderOutcome.addressee || status === 'pending') return
  effects.send(recordOrderOutcome, { order_id: orderId, status })
}

/** Keeps each outcome for the request that waits for it. */
export const orderReplyHandlers = (table: string): HandlersOf<typeof orderRepliesConsumer> => ({
  record_order_outcome: ({ data, metadata }, { effects, clock }) => {
    const address = { correlationId: metadata.correlation_id, subject: data.order_id }
    effects.put(putReply(table, address, data, clock.now()), 'superseded')
  },
})

export interface OutcomeWaiting extends Waiting {
  readonly correlationId: string
  readonly orderId: string
  readonly seconds: number
  /** One look for the reply. */
  readonly find: (address: { correlationId: string; subject: string }) => Promise<unknown>
  /** The order as it is stored now. */
  readonly read: () => Promise<OrderState & { readonly version: number }>
}

/**
 * The answer to `Prefer: wait=N`: `201` with the order as it has ended, or `202` with the pending one when the time is up.
 * What the order is comes from its own history, so that an end that nobody replied with (a cancellation by the customer)
 * counts too.
 */
export async function answerWithOutcome(waiting: OutcomeWaiting): Promise<Answer> {
  const { correlationId, orderId, seconds } = waiting
  const location = { location: `/orders/${orderId}` }
  await awaitReply(() => waiting.find({ correlationId, subject: orderId }), seconds * 1000, waiting)
  const order = await waiting.read()
  const answer = order.status === 'pending' ? accepted(order, location) : created(order, location)
  return { ...answer, headers: { ...answer.headers, 'preference-applied': `wait=${seconds}` } }
}

/** Looks into the service's own table. */
export const replyFinder =
  (client: DynamoDBClient, table: string): OutcomeWaiting['find'] =>
  (address) =>
    findReply(client, table, address)
