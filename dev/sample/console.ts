import { z } from 'zod'
import { type ConsoleOperation, consoleOperation } from '../../ops/console/operation.ts'
import type { ApiClient } from '../api-client.ts'
import { type Customer, placeSampleOrder, sampleOrder, seedSample } from './shop.ts'

/** Customers who order here: that of the sample order, and that of the console. */
export interface SampleShop {
  readonly customers: Customer[]
}

interface ListedOrder {
  readonly order_id: string
  readonly created_at: string
}

const MOST_OF_EACH = 20

/** What the console can do with the local runtime only: place sample orders, and see how far they are. */
export function orderOperations(
  api: ApiClient,
  apiUrl: string,
  shop: SampleShop,
  nextId: () => string,
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
      input: z.strictObject({}),
      run: async () => placeSampleOrder(api, await customerOf(), nextId()),
    }),
  ]
}
