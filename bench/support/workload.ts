import { apiClient } from '../../dev/api-client.ts'

const CURRENCY = 'USD'

export interface Workload {
  /** Places one order for the nth customer and product, going round. @returns milliseconds until the answer. */
  place(index: number): Promise<{ orderId: string; ms: number }>
  statusOf(orderId: string): Promise<string>
}

/** Customers with money and products in stock, enough of each that no single stream or item is the bottleneck. */
export async function prepareWorkload(apiUrl: string, width: number): Promise<Workload> {
  const api = apiClient(apiUrl)
  const customers = await Promise.all(Array.from({ length: width }, () => fundedCustomer(apiUrl)))
  const products = Array.from({ length: width }, (_, index) => `prod_bench_${index}`)
  await Promise.all(
    products.map(async (product) => {
      await api.call('PUT', `/products/${product}`, { name: product, price: 1.5, currency: CURRENCY })
      await api.call('POST', `/products/${product}/stock`, { quantity: 1_000_000 })
    }),
  )
  const orderOf = (index: number) => ({
    customer_id: customers[index % width],
    currency: CURRENCY,
    items: [{ product_id: products[(index * 7) % width], quantity: 1 }],
  })
  await Promise.all(products.map((_, index) => firstAccepted(apiUrl, orderOf(index))))
  return {
    async place(index) {
      const began = performance.now()
      const { body } = await api.call<{ order_id: string }>('POST', '/orders', orderOf(index))
      return { orderId: body.order_id, ms: performance.now() - began }
    },
    async statusOf(orderId) {
      return (await api.call<{ status: string }>('GET', `/orders/${orderId}`)).body.status
    },
  }
}

async function fundedCustomer(apiUrl: string): Promise<string> {
  const api = apiClient(apiUrl)
  const customer = await api.call<{ customer_id: string }>('POST', '/customers', {
    name: 'Bench',
    email: 'b@example.com',
  })
  const { customer_id } = customer.body
  const account = await api.call<{ account_id: string }>('POST', '/accounts', { customer_id, currency: CURRENCY })
  await api.call('POST', `/accounts/${account.body.account_id}/deposits`, { amount: 1_000_000, currency: CURRENCY })
  return customer_id
}

/** The order service learns of a new price from its event: until then it refuses the product. */
async function firstAccepted(apiUrl: string, order: object): Promise<void> {
  const api = apiClient(apiUrl)
  for (let attempt = 0; attempt < 200; attempt++) {
    const accepted = await api.call('POST', '/orders', order).then(
      () => true,
      () => false,
    )
    if (accepted) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The order service has not learnt the price of a product within 10 s.')
}

/** Runs `count` tasks, at most `width` at a time. */
export async function inParallel<Result>(
  count: number,
  width: number,
  task: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const lane = async () => {
    while (next < count) {
      const index = next++
      results[index] = await task(index)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return results
}
