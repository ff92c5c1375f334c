import { type ApiClient, ApiError } from '../api-client.ts'
import { moveMoney } from './move-money.ts'
import { type OrderLists, readOrderLists } from './order-lists.ts'
import { type AcceptedOrder, type Callers, placeOrder } from './place-order.ts'
import type { Post } from './posts.ts'
import { seededRandom } from './random.ts'
import type { Shop } from './shop.ts'
import type { Watch } from './watch.ts'

/** The outcome of a customer's request to cancel: it was granted, or the order had ended before. */
export interface Cancellation {
  readonly orderId: string
  readonly granted: boolean
}

export interface Workload {
  readonly accepted: readonly AcceptedOrder[]
  readonly cancellations: readonly Cancellation[]
  readonly seen: OrderLists
  readonly posts: readonly Post[]
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
  callers: Callers,
  shop: Shop,
  watch: Pick<Watch, 'charged'>,
  { orders, seed, width, onPlaced }: WorkloadOptions,
  signal: AbortSignal,
): Promise<Placing> {
  const api = callers.patient
  const accepted: AcceptedOrder[] = []
  const posts: Post[] = []
  const cancellations: Cancellation[] = []
  const races: Promise<void>[] = []
  const seen: OrderLists = []
  let next = 0

  async function placeNext(): Promise<void> {
    const index = next++
    const random = seededRandom(seed, `order ${index}`)
    const placing = { shop, posts, name: `soak-${seed}-${index}`, random }
    const order = await placeOrder(callers, placing)
    const headers = { 'x-correlation-id': order.correlationId }
    accepted.push(order)
    onPlaced(accepted.length)
    const doing = random()
    const looking = random()
    const cancelIt = async () => {
      cancellations.push({ orderId: order.orderId, granted: await cancel(api, order.orderId, headers) })
    }
    if (doing < CANCELLED_AT_ONCE) await cancelIt()
    else if (doing < CANCELLED_AT_ONCE + CANCELLED_IN_THE_RACE) {
      // Once the payment is known, the events that decide the order are on their way: the customer comes in between.
      races.push(watch.charged(order.orderId, signal).then(cancelIt))
      races.at(-1)?.catch(() => undefined)
    }
    await moveMoney(callers.careless, placing)
    if (looking < LISTED) seen.push(...(await readOrderLists(api, order.customerId, { pages: 1 })))
  }
  const caller = async () => {
    while (next < orders) await placeNext()
  }
  await Promise.all(Array.from({ length: Math.min(width, orders) }, caller))
  return { accepted, cancellations, seen, posts, races }
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
