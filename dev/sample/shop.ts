import { type ApiClient, ApiError } from '../api-client.ts'

export const sampleProduct = { product_id: 'prod_espresso_cup', name: 'Espresso cup', price: 29.99, currency: 'USD' }

export interface PlacedOrder {
  readonly order_id: string
  readonly total: number
  readonly currency: string
  readonly correlationId: string
}

export interface Customer {
  readonly customerId: string
}

/** One correlation id per request, so that each can be waited for by itself. */
export const seedRequests = ['seed-customer', 'seed-account', 'seed-deposit', 'seed-price', 'seed-stock'] as const

type SeedRequest = (typeof seedRequests)[number]

/** Everything that an order needs to succeed, through the API only: a customer, a funded account, a price, stock. */
export async function seedSample(api: ApiClient): Promise<Customer> {
  const send = <Body = Record<string, unknown>>(id: SeedRequest, method: string, path: string, body: object) =>
    api.call<Body>(method, path, body, { 'x-correlation-id': id })
  const { product_id, ...product } = sampleProduct
  const { currency } = product
  const registered = await send<{ customer_id: string }>('seed-customer', 'POST', '/customers', {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
  })
  const { customer_id } = registered.body
  const account = await send<{ account_id: string }>('seed-account', 'POST', '/accounts', { customer_id, currency })
  await send('seed-deposit', 'POST', `/accounts/${account.body.account_id}/deposits`, { amount: 3000, currency })
  await send('seed-price', 'PUT', `/products/${product_id}`, product)
  await send('seed-stock', 'POST', `/products/${product_id}/stock`, { quantity: 100 })
  return { customerId: customer_id }
}

/** Two cups. The order service's own copy of the price may be a moment behind: the caller waits for the seed first. */
export async function placeSampleOrder(
  api: ApiClient,
  customer: Customer,
  correlationId: string,
): Promise<PlacedOrder> {
  const { body } = await api.call<Omit<PlacedOrder, 'correlationId'>>('POST', '/orders', sampleOrder(customer), {
    'x-correlation-id': correlationId,
  })
  return { ...body, correlationId }
}

export const sampleOrder = (customer: Customer) => ({
  customer_id: customer.customerId,
  currency: sampleProduct.currency,
  items: [{ product_id: sampleProduct.product_id, quantity: 2 }],
})

/** How long the order service may take to have its copy of a price that was set a moment ago, and how often an order is tried meanwhile. */
const KNOWN_WITHIN_MS = 15_000
const BETWEEN_TRIES_MS = 200

export interface Surroundings {
  /** A correlation id for each order. */
  readonly nextId: () => string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/** Does what {@link placeSampleOrder} does, but first waits for the order service to know the price. */
export async function placeWhenPriced(
  api: ApiClient,
  customer: Customer,
  { nextId, now, pause }: Surroundings,
): Promise<PlacedOrder> {
  const end = now() + KNOWN_WITHIN_MS
  for (;;) {
    try {
      return await placeSampleOrder(api, customer, nextId())
    } catch (error) {
      if (!isPriceUnknown(error) || now() >= end) throw error
      await pause(BETWEEN_TRIES_MS)
    }
  }
}

const isPriceUnknown = (error: unknown): boolean =>
  error instanceof ApiError && (error.problem as { code?: unknown } | null)?.code === 'product_unknown'
