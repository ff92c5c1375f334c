import { describe, expect, it } from 'vitest'
import { type ApiClient, ApiError } from '../../../dev/api-client.ts'
import { orderOperations, type SampleShop } from '../../../dev/sample/console.ts'

/** An API that knows its customers' orders. */
function shopWith(shop: SampleShop, unknownFor = 0) {
  let [now, refusals] = [0, unknownFor]
  const called: string[] = []
  const api: ApiClient = {
    async call<Body>(method: string, path: string) {
      called.push(`${method} ${path}`)
      if (method === 'POST' && path === '/orders' && refusals-- > 0) {
        throw new ApiError('POST /orders', 422, { code: 'product_unknown' })
      }
      const ofCustomer = /customer_id=(\w+)/.exec(path)?.[1]
      const body = ofCustomer
        ? {
            orders: [
              { order_id: `ord_of_${ofCustomer}`, created_at: ofCustomer === 'cust_1' ? '2026-01-01' : '2026-01-02' },
            ],
          }
        : { customer_id: 'cust_new', account_id: 'acc_1', order_id: 'ord_new' }
      return { status: 200, headers: new Headers(), body: body as Body }
    },
  }
  const operations = orderOperations(api, 'http://api', shop, {
    nextId: () => 'console-1',
    now: () => now,
    pause: async (milliseconds) => {
      now += milliseconds
    },
  })
  const run = (name: string, input = {}) => operations.find((one) => one.name === name)!.run(input)
  return { run, called }
}

describe('sample orders of the console', () => {
  it('are those of all customers here, newest first', async () => {
    const { run } = shopWith({ customers: [{ customerId: 'cust_1' }, { customerId: 'cust_2' }] })
    expect(await run('orders')).toMatchObject({
      orders: [{ order_id: 'ord_of_cust_2' }, { order_id: 'ord_of_cust_1' }],
    })
  })

  it('are placed for the customer who is there', async () => {
    const { run, called } = shopWith({ customers: [{ customerId: 'cust_1' }] })
    expect(await run('orders-place')).toMatchObject({ order_id: 'ord_new', correlationId: 'console-1' })
    expect(called).toEqual(['POST /orders'])
  })

  it('make a customer first where nobody is, once', async () => {
    const shop: SampleShop = { customers: [] }
    const { run, called } = shopWith(shop)
    await Promise.all([run('orders-place'), run('orders-place')])
    expect(shop.customers).toEqual([{ customerId: 'cust_new' }])
    expect(called.filter((call) => call === 'POST /customers')).toHaveLength(1)
  })

  it('wait for the price that was set a moment ago, and give up when it does not come', async () => {
    const { run, called } = shopWith({ customers: [] }, 3)
    expect(await run('orders-place')).toMatchObject({ order_id: 'ord_new', placed: 1 })
    expect(called.filter((call) => call === 'POST /orders')).toHaveLength(4)
    await expect(shopWith({ customers: [] }, Number.POSITIVE_INFINITY).run('orders-place')).rejects.toThrow(
      'product_unknown',
    )
  })

  it('are placed several at once', async () => {
    const { run, called } = shopWith({ customers: [{ customerId: 'cust_1' }] })
    expect(await run('orders-place', { count: 10 })).toMatchObject({ placed: 10 })
    expect(called).toHaveLength(10)
  })
})
