import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, request } from './http.ts'
import { until } from './wait.ts'

export interface Order {
  readonly order_id: string
  readonly customer_id: string
  readonly status: string
  readonly total: number
  readonly currency: string
  readonly items: readonly { product_id: string; quantity: number; price: number }[]
  readonly reason?: { code: string; message?: string }
}

export interface Shop {
  readonly customerId: string
  readonly accountId: string
  readonly productId: string
  readonly price: number
}

let counter = 0

/** Unique per run, so that the suite may run twice on one stack. */
export const unique = (prefix: string): string => `${prefix}_${process.pid}${Date.now().toString(36)}${counter++}`

const must = <Body>(answer: Answer<Body>): Body => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

export async function post<Body = Record<string, unknown>>(path: string, json: unknown, headers = {}): Promise<Body> {
  return must(await request<Body>('POST', path, { json, headers }))
}

export const get = async <Body = Record<string, unknown>>(path: string): Promise<Body> =>
  must(await request<Body>('GET', path))

export interface Stocking {
  readonly funds?: number
  readonly stock?: number
  readonly price?: number
}

/** A customer with money and a product in stock, all through the API, ready for an order. */
export async function openShop({ funds = 1_000, stock = 100, price = 29.99 }: Stocking = {}): Promise<Shop> {
  const productId = unique('prod')
  const { customer_id: customerId } = await post<{ customer_id: string }>('/customers', {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
  })
  const { account_id: accountId } = await post<{ account_id: string }>('/accounts', {
    customer_id: customerId,
    currency: 'USD',
  })
  if (funds > 0) await post(`/accounts/${accountId}/deposits`, { amount: funds, currency: 'USD' })
  must(await request('PUT', `/products/${productId}`, { json: { name: 'Espresso cup', price, currency: 'USD' } }))
  if (stock > 0) await post(`/products/${productId}/stock`, { quantity: stock })
  await priceIsKnown(productId, price)
  return { customerId, accountId, productId, price }
}

/** The order service keeps its own copy of prices: it knows this one once a wrong statement of it is answered with it. */
export async function priceIsKnown(productId: string, price: number): Promise<void> {
  await until(`the order service to know the price of ${productId}`, async () => {
    const items = [{ product_id: productId, quantity: 1, price: price + 1 }]
    const answer = await request('POST', '/orders', { json: { customer_id: 'cust_probe', currency: 'USD', items } })
    return answer.status === 409
  })
}

export const orderOf = (shop: Shop, quantity = 2) => ({
  customer_id: shop.customerId,
  currency: 'USD',
  items: [{ product_id: shop.productId, quantity }],
})

export const placeOrder = (shop: Shop, quantity = 2, headers: Record<string, string> = {}): Promise<Order> =>
  post<Order>('/orders', orderOf(shop, quantity), headers)

export const orderEnds = (orderId: string): Promise<Order> =>
  until(`the end of ${orderId}`, async () => {
    const order = await get<Order>(`/orders/${orderId}`)
    return order.status !== 'pending' && order
  })

export const balanceOf = async (accountId: string): Promise<number> =>
  (await get<{ balance: number }>(`/accounts/${accountId}`)).balance

export interface Stock {
  readonly available: number
}

export const stockOf = async (productId: string): Promise<number> =>
  (await get<Stock>(`/products/${productId}`)).available

export interface HistoryEvent {
  readonly event_id: string
  readonly event_type: string
  readonly sequence: number
  readonly timestamp: string
  readonly metadata: { correlation_id: string; causation_id: string; source: string }
}

export const historyOf = async (orderId: string): Promise<readonly HistoryEvent[]> =>
  (await get<{ events: HistoryEvent[] }>(`/orders/${orderId}/events`)).events

/** Between one order and the next. Several meet each step of a change, and the processors are left to the change. */
const BETWEEN_ORDERS_MS = 125

/** Places one order after another until it is told to stop; any that is not accepted ends the test. */
export function keepOrdering(shop: Shop) {
  const placed: Order[] = []
  let stopped = false
  const ordering = (async () => {
    while (!stopped) {
      placed.push(await placeOrder(shop, 1))
      await wait(BETWEEN_ORDERS_MS)
    }
  })()
  ordering.catch(() => {})
  return {
    placed,
    async stop(): Promise<readonly Order[]> {
      stopped = true
      await ordering
      return placed
    },
  }
}
