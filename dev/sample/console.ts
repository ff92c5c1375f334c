import { z } from 'zod'
import { type ConsoleOperation, consoleOperation } from '../../ops/console/operation.ts'
import type { ApiClient } from '../api-client.ts'
import { type Customer, type PlacedOrder, placeWhenPriced, type Surroundings, sampleOrder, seedSample } from './shop.ts'

/** Customers who order here: that of the sample order, and that of the console. */
export interface SampleShop {
  readonly customers: Customer[]
}

interface ListedOrder {
  readonly order_id: string
  readonly created_at: string
}

const MOST_OF_EACH = 20
const MOST_AT_ONCE = 10

/** What the console can do with the local runtime only: place sample orders, and see how far they are. */
export function orderOperations(
  api: ApiClient,
  apiUrl: string,
  shop: SampleShop,
  { nextId, now, pause }: Surroundings,
): ConsoleOperation[] {
  let seeding: Promise<Customer> | undefined
  const customerOf = async (): Promise<Customer> => {
    const [known] = shop.customers
    if (known) return known
    seeding ??= seedSample(api).then((customer) => {
      shop.customers.push(customer)
      return customer
    })
    try {
      return await seeding
    } finally {
      seeding = undefined
    }
  }
  const list = async ({ customerId }: Customer): Promise<readonly ListedOrder[]> => {
    const query = new URLSearchParams({ customer_id: customerId, limit: String(MOST_OF_EACH) })
    return (await api.call<{ orders: readonly ListedOrder[] }>('GET', `/orders?${query}`)).body.orders
  }
  const place = (customer: Customer): Promise<PlacedOrder> => placeWhenPriced(api, customer, { nextId, now, pause })
  return [
    consoleOperation({
      name: 'orders',
      kind: 'read',
      keptMs: 500,
      input: z.object({}),
      async run() {
        const orders = (await Promise.all(shop.customers.map(list))).flat()
        const [customer = { customerId: 'cust_…' }] = shop.customers
        return {
          orders: orders.toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1)),
          request: `curl -s -X POST ${apiUrl}/orders -H 'content-type: application/json' -d '${JSON.stringify(sampleOrder(customer))}'`,
        }
      },
    }),
    consoleOperation({
      name: 'orders-place',
      kind: 'change',
      input: z.strictObject({ count: z.number().int().min(1).max(MOST_AT_ONCE).default(1) }),
      async run({ count }) {
        const customer = await customerOf()
        // The first tells whether there is a price yet; the others need not ask for it in vain.
        const first = await place(customer)
        const others = await Promise.all(Array.from({ length: count - 1 }, () => place(customer)))
        return { ...first, placed: 1 + others.length }
      },
    }),
  ]
}
