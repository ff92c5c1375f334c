import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { recordOrderOutcome } from '../../events/commands/order.ts'
import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import { type Answer, accepted, created } from '../runtime/http/answer.ts'
import { isReplayed } from '../runtime/http/idempotency-record.ts'
import type { ApiContext } from '../runtime/http/operation.ts'
import { awaitReply, type Waiting } from '../runtime/request-reply/await-reply.ts'
import { findReply, putReply } from '../runtime/request-reply/replies.ts'
import type { WaitingRoom } from '../runtime/request-reply/waiting-room.ts'
import type { orderRepliesConsumer } from './consumers.ts'
import { type OrderState, type OrderStatus, order } from './order.ts'

/**
 * Replies to a placement that waits for its outcome, when another request ends the order, e.g. a cancellation by the customer: the
 * placement's event says whether someone waits, and under which correlation id. The reply is for this same service, so it is written to
 * where it is looked for, without passing the queue.
 */
export async function replyToPlacement(
  table: string,
  orderId: string,
  status: OrderStatus,
  { effects, eventStore, clock }: Pick<ApiContext, 'effects' | 'eventStore' | 'clock'>,
): Promise<void> {
  for await (const { metadata } of eventStore.read(order, orderId, { limit: 1 })) {
    if (metadata.reply_to !== recordOrderOutcome.addressee) return
    const address = { correlationId: metadata.correlation_id, subject: orderId }
    effects.put(putReply(table, address, { order_id: orderId, status }, clock.now()), 'superseded')
  }
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
  readonly seconds: number
  /** Only so many wait at once; whoever finds no place is answered without waiting. */
  readonly waitingRoom: WaitingRoom
  /** One look for the reply. */
  readonly find: (address: { correlationId: string; subject: string }) => Promise<unknown>
  /** The order as it is stored now. */
  readonly read: (orderId: string) => Promise<OrderState & { readonly version: number }>
}

/**
 * The answer to `Prefer: wait=N`: `201` with the order as it has ended, or `202` with the pending one when the time is up, or
 * at once when as many wait as may (`Preference-Applied: wait=0`).
 * What the order is comes from its own history. A repeated request looks for the end there too, because the placement may
 * have asked for no reply, or have had it long ago; it is answered at once if the order has ended.
 * @param placed the answer to the placement; a refused one is not waited for.
 */
export async function answerWithOutcome(placed: Answer, waiting: OutcomeWaiting): Promise<Answer> {
  if (placed.status !== 201) return placed
  const { correlationId, seconds, find, read, waitingRoom } = waiting
  const { order_id: subject } = placed.body as { readonly order_id: string }
  const hasEnded = async () => (await read(subject)).status !== 'pending' || undefined
  const isOver = isReplayed(placed) && (await hasEnded())
  const place = isOver ? undefined : await waitingRoom.enter(seconds)
  try {
    const look = isReplayed(placed) ? hasEnded : () => find({ correlationId, subject })
    if (place) await awaitReply<unknown>(look, seconds * 1000, waiting)
    const current = await read(subject)
    const answer = (current.status === 'pending' ? accepted : created)(current, { location: `/orders/${subject}` })
    const applied = place || isOver ? seconds : 0
    return { ...answer, headers: { ...placed.headers, ...answer.headers, 'preference-applied': `wait=${applied}` } }
  } finally {
    await place?.leave()
  }
}

/** Looks into the service's own table. */
export const replyFinder =
  (client: DynamoDBClient, table: string): OutcomeWaiting['find'] =>
  (address) =>
    findReply(client, table, address)
