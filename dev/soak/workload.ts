import { setTimeout as delay } from 'node:timers/promises'
import { type ApiClient, ApiError } from '../api-client.ts'
import { type Random, seededRandom } from './random.ts'

export interface Product {
  readonly id: string
  readonly price: number
  readonly stock: number
}

export interface Account {
  readonly id: string
  readonly customerId: string
  readonly funds: number
}

export interface Shop {
  readonly products: readonly Product[]
  readonly accounts: readonly Account[]
}

export interface AcceptedOrder {
  readonly orderId: string
  readonly total: number
  readonly items: readonly { readonly product_id: string; readonly quantity: number }[]
}

const CURRENCY = 'USD'
const PRODUCTS = 12
const CUSTOMERS = 24

/** Scarce on purpose: with these figures about a third of the orders lacks money or stock. */
const FUNDS_PER_ORDER = 45
const PIECES_PER_ORDER = 1.6

export async function openShop(api: ApiClient, orders: number, seed: number): Promise<Shop> {
  const random = seededRandom(seed, 'shop')
  const products = Array.from({ length: PRODUCTS }, (_, index) => ({
    id: `prod_soak_${index}`,
    price: Math.round((5 + random() * 40) * 100) / 100,
    stock: Math.max(1, Math.round((orders * PIECES_PER_ORDER) / PRODUCTS)),
  }))
  await Promise.all(products.map((product) => stockUp(api, product)))
  const funds = Math.max(50, Math.round((orders * FUNDS_PER_ORDER) / CUSTOMERS))
  const accounts = await Promise.all(Array.from({ length: CUSTOMERS }, () => fundedAccount(api, funds)))
  return { products, accounts }
}

async function stockUp(api: ApiClient, { id, price, stock }: Product): Promise<void> {
  await api.call('PUT', `/products/${id}`, { name: id, price, currency: CURRENCY })
  await api.call('POST', `/products/${id}/stock`, { quantity: stock })
}

async function fundedAccount(api: ApiClient, funds: number): Promise<Account> {
  const customer = await api.call<{ customer_id: string }>('POST', '/customers', {
    name: 'Soak',
    email: 's@example.com',
  })
  const { customer_id: customerId } = customer.body
  const account = await api.call<{ account_id: string }>('POST', '/accounts', {
    customer_id: customerId,
    currency: CURRENCY,
  })
  const id = account.body.account_id
  await api.call('POST', `/accounts/${id}/deposits`, { amount: funds, currency: CURRENCY })
  return { id, customerId, funds }
}

/** Places all orders, some of which their customer cancels at once. @returns those that were answered 201. */
export async function placeOrders(
  api: ApiClient,
  shop: Shop,
  { orders, seed, width }: { orders: number; seed: number; width: number },
  onPlaced: (count: number) => void,
): Promise<AcceptedOrder[]> {
  const accepted: AcceptedOrder[] = []
  let next = 0
  const caller = async () => {
    while (next < orders) {
      const index = next++
      const random = seededRandom(seed, `order ${index}`)
      accepted.push(await placeOne(api, shop, `soak-${seed}-${index}`, random))
      onPlaced(accepted.length)
    }
  }
  await Promise.all(Array.from({ length: width }, caller))
  return accepted
}

async function placeOne(api: ApiClient, shop: Shop, correlationId: string, random: Random): Promise<AcceptedOrder> {
  const pick = <One>(from: readonly One[]) => from[Math.floor(random() * from.length)] as One
  const { customerId } = pick(shop.accounts)
  const items = Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
    product_id: pick(shop.products).id,
    quantity: 1 + Math.floor(random() * 2),
  }))
  const { body } = await untilPricesAreKnown(() =>
    api.call<{ order_id: string; total: number }>(
      'POST',
      '/orders',
      { customer_id: customerId, currency: CURRENCY, items },
      { 'x-correlation-id': correlationId },
    ),
  )
  if (random() < 0.1) await cancel(api, body.order_id)
  return { orderId: body.order_id, total: body.total, items }
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

/** Refused when the order has been confirmed meanwhile: either is fine, and exactly one must happen. */
async function cancel(api: ApiClient, orderId: string): Promise<void> {
  try {
    await api.call('POST', `/orders/${orderId}/cancel`, { reason: 'changed my mind' })
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}
