import type { ApiClient } from '../api-client.ts'
import { seededRandom } from './random.ts'

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

export const CURRENCY = 'USD'

/** Few orders need few of them: setting up a shop is work too. */
const sizeOf = (orders: number) => ({
  products: Math.min(12, Math.max(6, Math.round(orders / 20))),
  customers: Math.min(24, Math.max(6, Math.round(orders / 10))),
})

interface Supply {
  readonly fundsPerOrder: number
  readonly piecesPerOrder: number
}

/** An order is for 2.25 pieces and 56 dollars on average. */
const supplies = {
  /** About a third of the orders lacks money or stock. */
  usual: { fundsPerOrder: 45, piecesPerOrder: 1.6 },
  /** Money for half of the orders, stock for half of the orders: about a third gets both. */
  scarce: { fundsPerOrder: 28, piecesPerOrder: 1.1 },
} as const satisfies Record<string, Supply>

export interface ShopOptions {
  readonly orders: number
  readonly seed: number
  readonly scarce: boolean
}

/** Products in stock, and customers with money. */
export async function openShop(api: ApiClient, { orders, seed, scarce }: ShopOptions): Promise<Shop> {
  const { fundsPerOrder, piecesPerOrder } = scarce ? supplies.scarce : supplies.usual
  const size = sizeOf(orders)
  const random = seededRandom(seed, 'shop')
  const products = Array.from({ length: size.products }, (_, index) => ({
    id: `prod_soak_${index}`,
    price: Math.round((5 + random() * 40) * 100) / 100,
    stock: Math.max(1, Math.round((orders * piecesPerOrder) / size.products)),
  }))
  const funds = Math.max(50, Math.round((orders * fundsPerOrder) / size.customers))
  const [accounts] = await Promise.all([
    Promise.all(
      Array.from({ length: size.customers }, (_, index) => fundedAccount(api, funds, correlated(seed, index))),
    ),
    Promise.all(products.map((product) => stockUp(api, product, correlated(seed, product.id)))),
  ])
  return { products, accounts }
}

/** Names a request, so that what follows from it is known by the same name in each run. */
const correlated = (seed: number, name: number | string) => ({ 'x-correlation-id': `soak-${seed}-shop-${name}` })

type Headers = Record<string, string>

async function stockUp(api: ApiClient, { id, price, stock }: Product, headers: Headers): Promise<void> {
  await api.call('PUT', `/products/${id}`, { name: id, price, currency: CURRENCY }, headers)
  await api.call('POST', `/products/${id}/stock`, { quantity: stock }, headers)
}

async function fundedAccount(api: ApiClient, funds: number, headers: Headers): Promise<Account> {
  const person = { name: 'Soak', email: 's@example.com' }
  const customer = await api.call<{ customer_id: string }>('POST', '/customers', person, headers)
  const owner = { customer_id: customer.body.customer_id, currency: CURRENCY }
  const account = await api.call<{ account_id: string }>('POST', '/accounts', owner, headers)
  const id = account.body.account_id
  await api.call('POST', `/accounts/${id}/deposits`, { amount: funds, currency: CURRENCY }, headers)
  return { id, customerId: owner.customer_id, funds }
}
