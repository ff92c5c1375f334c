import { setTimeout as delay } from 'node:timers/promises'
import { type ApiClient, ApiError } from '../api-client.ts'
import { type OrderLists, readOrderLists } from './order-lists.ts'
import { type Random, seededRandom } from './random.ts'
import { CURRENCY, type Shop } from './shop.ts'
import type { Watch } from './watch.ts'

export interface AcceptedOrder {
  readonly orderId: string
  readonly customerId: string
  readonly items: readonly { readonly product_id: string; readonly quantity: number }[]
}

/** What became of a customer's wish to cancel: it was granted, or the order had ended before. */
export interface Cancellation {
  readonly orderId: string
  readonly granted: boolean
}

export interface Workload {
  readonly accepted: readonly AcceptedOrder[]
  readonly cancellations: readonly Cancellation[]
  readonly seen: OrderLists
}

export interface WorkloadOptions {
  readonly orders: number
  readonly seed: number
  /** Concurrent callers. */
  readonly width: number
  readonly onPlaced: (count: number) => void
}

/** Shares of the orders: their customer cancels at once, or just when the order is decided, or looks at the list. */
const CANCELLED_AT_ONCE = 0.05
const CANCELLED_IN_THE_RACE = 0.1
const LISTED = 0.3

export interface Placing extends Workload {
  /** The cancellations that race; they go on after all is placed. */
  readonly races: readonly Promise<void>[]
}

/** Places all orders, some of which their customer cancels. */
export async function placeOrders(
  api: ApiClient,
  shop: Shop,
  watch: Pick<Watch, 'charged'>,
  { orders, seed, width, onPlaced }: WorkloadOptions,
  signal: AbortSignal,
): Promise<Placing> {
  const accepted: AcceptedOrder[] = []
  const cancellations: Cancellation[] = []
  const races: Promise<void>[] = []
  const seen: OrderLists = []
  let next = 0

  async function placeNext(): Promise<void> {
    const index = next++
    const random = seededRandom(seed, `order ${index}`)
    const headers = { 'x-correlation-id': `soak-${seed}-${index}` }
    const order = await placeOne(api, shop, headers, random)
    accepted.push(order)
    onPlaced(accepted.length)
    const doing = random()
    const looking = random()
    const cancelIt = async () => {
      cancellations.push({ orderId: order.orderId, granted: await cancel(api, order.orderId, headers) })
    }
    if (doing < CANCELLED_AT_ONCE) await cancelIt()
    else if (doing < CANCELLED_AT_ONCE + CANCELLED_IN_THE_RACE) {
      // What decides the order is on its way when its payment is known: then the customer comes in between.
      races.push(watch.charged(order.orderId, signal).then(cancelIt))
      races.at(-1)?.catch(() => undefined)
    }
    if (looking < LISTED) seen.push(...(await readOrderLists(api, order.customerId, { pages: 1 })))
  }
  const caller = async () => {
    while (next < orders) await placeNext()
  }
  await Promise.all(Array.from({ length: Math.min(width, orders) }, caller))
  return { accepted, cancellations, seen, races }
}

async function placeOne(
  api: ApiClient,
  shop: Shop,
  headers: Record<string, string>,
  random: Random,
): Promise<AcceptedOrder> {
  const pick = <One>(from: readonly One[]) => from[Math.floor(random() * from.length)] as One
  const { customerId } = pick(shop.accounts)
  const items = Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
    product_id: pick(shop.products).id,
    quantity: 1 + Math.floor(random() * 2),
  }))
  const order = { customer_id: customerId, currency: CURRENCY, items }
  const { body } = await untilPricesAreKnown(() => api.call<{ order_id: string }>('POST', '/orders', order, headers))
  return { orderId: body.order_id, customerId, items }
}

/** The order service learns prices from events, which faults may delay: until then it refuses the product with 422. */
async function untilPricesAreKnown<Answer>(place: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await place()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422 || attempt > 600) throw error
      await delay(100)
    }
  }
}

/** @returns whether it was granted; refused when the order has ended meanwhile. */
async function cancel(api: ApiClient, orderId: string, headers: Record<string, string>): Promise<boolean> {
  try {
    await api.call('POST', `/orders/${orderId}/cancel`, { reason: 'changed my mind' }, headers)
    return true
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
    return false
  }
}
