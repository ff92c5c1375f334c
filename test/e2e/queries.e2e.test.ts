import { describe, expect, it } from 'vitest'
import { request } from './kit/http.ts'
import { get, historyOf, type Order, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Page {
  readonly orders: readonly Order[]
  readonly next_cursor: string | null
}

describe('read models (D1, D6)', () => {
  it("list a customer's orders, newest first, by pages and by status", async () => {
    const shop = await openShop({ funds: 70, stock: 100 })
    const placed: Order[] = []
    for (let index = 0; index < 3; index++) {
      const order = await placeOrder(shop, 1)
      await orderEnds(order.order_id)
      placed.unshift(order)
    }
    const list = (query: string) => get<Page>(`/orders?customer_id=${shop.customerId}${query}`)
    await until('all ends in the list', async () => {
      const { orders } = await list('')
      return orders.length === 3 && orders.every((order) => order.status !== 'pending')
    })
    const ids = placed.map((order) => order.order_id)
    expect((await list('')).orders.map((order) => order.order_id)).toEqual(ids)

    const first = await list('&limit=2')
    const rest = await list(`&limit=2&cursor=${first.next_cursor}`)
    expect([...first.orders, ...rest.orders].map((order) => order.order_id)).toEqual(ids)
    expect(rest.next_cursor).toBeNull()

    expect((await list('&status=confirmed')).orders).toHaveLength(2)
    expect((await list('&status=cancelled')).orders.map((order) => order.order_id)).toEqual(ids.slice(0, 1))
  })

  it.each([['limit=0'], ['limit=101'], ['limit=ten'], ['status=lost'], ['cursor=forged'], ['color=red']])(
    'refuse ?%s',
    async (query) => {
      const answer = await request('GET', `/orders?customer_id=cust_1&${query}`)
      expect(answer.status).toBe(422)
      expect(JSON.stringify(answer.body.errors)).toContain(query.split('=')[0])
    },
  )

  it('tell an order as it was', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    const history = await historyOf(order.order_id)
    const at = (index: number, shift = 0) => new Date(Date.parse(history[index]?.timestamp ?? '') + shift).toISOString()
    const asOf = (time: string) => request(`GET`, `/orders/${order.order_id}?as_of=${time}`)
    expect((await asOf(at(0, -1))).status).toBe(404)
    expect((await asOf(at(0))).body).toMatchObject({ status: 'pending', version: 1 })
    expect((await asOf(at(1))).body).toMatchObject({ status: 'confirmed', version: 2 })
    expect((await asOf('yesterday')).status).toBe(422)
  })
})
