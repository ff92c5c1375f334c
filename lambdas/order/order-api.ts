import * as z from 'zod/mini'
import { recordOrderOutcome } from '../../events/commands/order.ts'
import { amount, currencyCode, customerId, orderId, productId, quantity, text } from '../../events/fields.ts'
import { type Decided, decideAndAppend, decideAndAppendNew } from '../runtime/aggregate/decide-and-append.ts'
import { created, ok } from '../runtime/http/answer.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import { preferredWait } from '../runtime/request-reply/prefer-wait.ts'
import type { Timers } from '../runtime/system/timers.ts'
import { type OrderState, order } from './order.ts'
import { answerWithOutcome, type OutcomeWaiting } from './outcome.ts'
import type { PriceList } from './pricing.ts'
import type { orderRoutes } from './routes.ts'

const orderRequest = z.object({
  customer_id: customerId,
  currency: currencyCode,
  items: z
    .array(z.object({ product_id: productId, quantity, price: z.optional(amount) }))
    .check(z.minLength(1), z.maxLength(100)),
})

const path = z.object({ order_id: orderId })
const cancellation = z.optional(z.object({ reason: z.optional(text) }))
const statusUpdate = z.object({ status: z.enum(['pending', 'confirmed', 'cancelled', 'shipped', 'delivered']) })

export interface OrderEnvironment {
  /** The current prices of these products, from the service's own copy. */
  readonly readPrices: (productIds: string[]) => Promise<PriceList>
  readonly findReply: OutcomeWaiting['find']
  readonly timers: Timers
}

export const orderOperations = ({
  readPrices,
  findReply,
  timers,
}: OrderEnvironment): OperationsOf<typeof orderRoutes> => ({
  createOrder: operation({ body: orderRequest }, async ({ body, headers }, context) => {
    const prices = await readPrices(body.items.map(({ product_id }) => product_id))
    const order_id = context.ids.next('ord')
    const seconds = preferredWait(headers.prefer)
    if (seconds !== undefined) context.effects.requestReply(recordOrderOutcome)
    const decided = decideAndAppendNew(order, order_id, { type: 'create', order_id, request: body, prices }, context)
    const answer = created(representation(decided), { location: `/orders/${order_id}` })
    if (seconds === undefined) return answer
    const { correlationId, clock, eventStore } = context
    const read = async () => representation(await eventStore.load(order, order_id))
    const waiting = { correlationId, orderId: order_id, seconds, find: findReply, read, clock, timers }
    return { ...answer, afterCommit: (signal) => answerWithOutcome({ ...waiting, signal }) }
  }),

  cancelOrder: operation({ path, body: cancellation }, async (request, context) => {
    const message = request.body?.reason
    const reason = { code: 'customer_request', ...(message !== undefined && { message }) } as const
    return ok(representation(await decideAndAppend(order, request.path.order_id, { type: 'cancel', reason }, context)))
  }),

  updateOrderStatus: operation({ path, body: statusUpdate }, async ({ path: { order_id }, body }, context) =>
    ok(representation(await decideAndAppend(order, order_id, { type: 'update-status', status: body.status }, context))),
  ),
})

/** The order as a caller sees it; `version` is the sequence of the last event in it. */
const representation = ({ state, sequence }: Pick<Decided<OrderState>, 'state' | 'sequence'>) => ({
  ...state,
  version: sequence,
})
