import { describe, expect, it } from 'vitest'
import { broken } from './kit/functions.ts'
import { request } from './kit/http.ts'
import { get, type Order, openShop, orderOf, post, type Shop, unique } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const placeAndWait = (shop: Shop, headers: Record<string, string> = {}) =>
  request<Order>('POST', '/orders', { json: orderOf(shop), headers: { prefer: 'wait=20', ...headers } })

describe('POST /orders with Prefer: wait (F3)', () => {
  it('answers with the outcome', async () => {
    const answer = await placeAndWait(await openShop())
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ status: 'confirmed' })
    expect(answer.headers.get('preference-applied')).toContain('wait')
  })

  it('answers as soon as the customer has cancelled meanwhile', async () => {
    const shop = await openShop()
    await broken(['payment'], async () => {
      // On a busy machine the cancellation may come when the wait of 20 s is as good as over, which says nothing.
      const { order, answer, answeredMs } = await until('a cancellation at the beginning of a wait', async () => {
        const began = performance.now()
        const waiting = placeAndWait(shop)
        const order = await until('the order in the list', async () => {
          const { orders } = await get<{ orders: Order[] }>(`/orders?customer_id=${shop.customerId}`)
          return orders.find(({ status }) => status === 'pending')
        })
        await post(`/orders/${order.order_id}/cancel`, { reason: 'changed my mind' })
        const cancelled = performance.now()
        const answer = await waiting
        return cancelled - began < 8_000 && { order, answer, answeredMs: performance.now() - cancelled }
      })
      expect(answer.status).toBe(201)
      expect(answer.body).toMatchObject({ order_id: order.order_id, status: 'cancelled' })
      expect(answeredMs).toBeLessThan(11_000)
    })
  })

  it('waits again when it is repeated with the same Idempotency-Key', async () => {
    const shop = await openShop()
    const headers = { 'idempotency-key': unique('key') }
    const first = await request<Order>('POST', '/orders', { json: orderOf(shop), headers })
    expect(first.body).toMatchObject({ status: 'pending' })
    const again = await placeAndWait(shop, headers)
    expect(again.status).toBe(201)
    expect(again.body).toMatchObject({ order_id: first.body.order_id, status: 'confirmed' })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const { orders } = await get<{ orders: Order[] }>(`/orders?customer_id=${shop.customerId}`)
    expect(orders).toHaveLength(1)
  })
})
