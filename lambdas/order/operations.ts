import { recordOrderOutcome } from '../../events/commands/order.ts'
import { MAX_RESERVED_PRODUCTS } from '../../events/inventory.ts'
import { type Decided, decideAndAppend, decideAndAppendNew } from '../runtime/commands/decide-and-append.ts'
import { created, ok } from '../runtime/http/answer.ts'
import { HttpError } from '../runtime/http/http-error.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import { preferredWait } from '../runtime/request-reply/prefer-wait.ts'
import type { WaitingRoom } from '../runtime/request-reply/waiting-room.ts'
import type { Timers } from '../runtime/system/timers.ts'
import { type OrderState, order } from './order.ts'
import { answerWithOutcome, type OutcomeWaiting, replyToPlacement } from './outcome.ts'
import type { PriceList } from './pricing.ts'
import { cancellationBody, orderBody, orderPath, statusBody } from './requests.ts'
import type { orderRoutes } from './routes.ts'

export interface OrderEnvironment {
  /** The service's own table. */
  readonly table: string
  /** The current prices of these products, from the service's own copy. */
  readonly readPrices: (productIds: string[], signal: AbortSignal) => Promise<PriceList>
  readonly findReply: OutcomeWaiting['find']
  readonly waitingRoom: WaitingRoom
  readonly timers: Timers
}

export const orderOperations = ({
  table,
  readPrices,
  findReply,
  waitingRoom,
  timers,
}: OrderEnvironment): OperationsOf<typeof orderRoutes> => ({
  createOrder: operation(
    { body: orderBody },
    async ({ body, headers }, context) => {
      context.ownership.demand(body.customer_id)
      const productIds = distinctProducts(body.items)
      const prices = await readPrices(productIds, context.signal)
      const order_id = context.ids.next('ord')
      if (preferredWait(headers.prefer) !== undefined) context.effects.requestReply(recordOrderOutcome)
      const decided = decideAndAppendNew(order, order_id, { type: 'create', order_id, request: body, prices }, context)
      return created(representation(decided), { location: `/orders/${order_id}` })
    },
    async ({ headers }, answer, { eventStore, ...context }) => {
      const seconds = preferredWait(headers.prefer)
      if (seconds === undefined) return answer
      const read = async (orderId: string) => representation(await eventStore.load(order, orderId))
      return answerWithOutcome(answer, { ...context, seconds, find: findReply, read, waitingRoom, timers })
    },
  ),

  cancelOrder: operation({ path: orderPath, body: cancellationBody }, async (request, context) => {
    const message = request.body?.reason
    const reason = { code: 'customer_request', ...(message !== undefined && { message }) } as const
    const ownOrder = context.ownership.guard(order)
    const decided = await decideAndAppend(ownOrder, request.path.order_id, { type: 'cancel', reason }, context)
    await replyToPlacement(table, request.path.order_id, 'cancelled', context)
    return ok(representation(decided))
  }),

  updateOrderStatus: operation({ path: orderPath, body: statusBody }, async ({ path: { order_id }, body }, context) =>
    ok(representation(await decideAndAppend(order, order_id, { type: 'update-status', status: body.status }, context))),
  ),
})

/** @throws {HttpError} 400 `too_many_products`: inventory reserves all of an order at once, or none. */
function distinctProducts(items: readonly { readonly product_id: string }[]): string[] {
  const products = [...new Set(items.map(({ product_id }) => product_id))]
  if (products.length <= MAX_RESERVED_PRODUCTS) return products
  const detail = `The order names ${products.length} different products; at most ${MAX_RESERVED_PRODUCTS} can be reserved at once.`
  throw new HttpError(400, 'too_many_products', detail, { members: { max_products: MAX_RESERVED_PRODUCTS } })
}

/** The order as a caller sees it; `version` is the sequence of the last event in it. */
const representation = ({ state, sequence }: Pick<Decided<OrderState>, 'state' | 'sequence'>) => ({
  ...state,
  version: sequence,
})
