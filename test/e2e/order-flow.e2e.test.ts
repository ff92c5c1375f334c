import { describe, expect, it } from 'vitest'
import { request } from './kit/http.ts'
import { balanceOf, get, historyOf, openShop, orderEnds, orderOf, placeOrder, post, stockOf } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Summary {
  readonly status: string
  readonly payment?: { status: string }
  readonly inventory?: { status: string }
}

describe('an order, all the way (E1, P1, F1, F2, D2, D3, D4, D5, D6)', () => {
  it('is confirmed when it can be paid and is in stock', async () => {
    const shop = await openShop({ funds: 100, stock: 10 })
    const created = await request('POST', '/orders', { json: orderOf(shop, 2) })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      status: 'pending',
      total: 59.98,
      currency: 'USD',
      customer_id: shop.customerId,
    })
    const orderId = String(created.body.order_id)
    expect(created.headers.get('location')).toBe(`/orders/${orderId}`)

    expect(await orderEnds(orderId)).toMatchObject({ status: 'confirmed', total: 59.98 })
    expect(await balanceOf(shop.accountId)).toBe(40.02)
    expect(await stockOf(shop.productId)).toBe(8)
  })

  it('reads back at once, before any consumer has seen it', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    expect(await get(`/orders/${order.order_id}`)).toMatchObject({ order_id: order.order_id, total: order.total })
  })

  it('has a history in which every event follows from the request', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop, 1, { 'x-correlation-id': 'req_history' })
    await orderEnds(order.order_id)
    const events = await historyOf(order.order_id)
    expect(events.map((event) => [event.sequence, event.event_type])).toEqual([
      [1, 'order.created'],
      [2, 'order.confirmed'],
    ])
    expect(events.map((event) => event.metadata.correlation_id)).toEqual(['req_history', 'req_history'])
    expect(events.map((event) => event.event_id)).toEqual(events.map((event) => event.event_id).sort())
  })

  it('tells the customer: notification sends an e-mail and says so', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    await until('both e-mails in the summary', async () => {
      const summary = await get<{ notifications?: { template: string }[] }>(`/orders/${order.order_id}/summary`)
      const templates = summary.notifications?.map((sent) => sent.template).sort()
      return templates?.join() === 'order_confirmed,order_created'
    })
  })

  it('goes the whole way with any character in free texts, those beyond U+FFFF among them', async () => {
    const shop = await openShop()
    const name = '\u{1F381} Ad\u00e9la \u{10000} \u{10FFFF} \uFFFD \t"<&>'
    await request('PUT', `/customers/${shop.customerId}`, { json: { name, email: 'ada@example.com' } })
    await request('PUT', `/products/${shop.productId}`, { json: { name, price: 12.34, currency: 'USD' } })
    const items = [{ product_id: shop.productId, quantity: 1, price: 12.34 }]
    const order = await until('the new price, which stands behind that name in the stream', async () => {
      const answer = await request('POST', '/orders', { json: { ...orderOf(shop), items } })
      return answer.status === 201 && answer.body
    })
    expect(await orderEnds(String(order.order_id))).toMatchObject({ status: 'confirmed', total: 12.34 })
  })

  it('gathers payment and stock in its summary', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    const summary = await until('a complete summary', async () => {
      const found = await get<Summary>(`/orders/${order.order_id}/summary`)
      return found.status === 'confirmed' && found.payment && found.inventory && found
    })
    expect(summary).toMatchObject({ payment: { status: 'processed' }, inventory: { status: 'reserved' } })
  })

  it('moves on: shipped, delivered; an illegal step is refused with the allowed ones', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    const illegal = await request('POST', `/orders/${order.order_id}/status`, { json: { status: 'delivered' } })
    expect(illegal.status).toBe(409)
    expect(illegal.body).toMatchObject({ allowed: ['shipped'] })
    const product = () => get(`/products/${shop.productId}`)
    expect(await product()).toMatchObject({ available: 98, reserved: 2, on_hand: 100 })
    await post(`/orders/${order.order_id}/status`, { status: 'shipped' })
    await post(`/orders/${order.order_id}/status`, { status: 'delivered' })
    await until('what was shipped to leave the stock', async () => (await product()).on_hand === 98)
    expect(await product()).toMatchObject({ available: 98, reserved: 0 })
    await until('the read model to say delivered', async () => {
      return (await get<{ status: string }>(`/orders/${order.order_id}`)).status === 'delivered'
    })
  })
})
