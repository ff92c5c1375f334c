import { describe, expect, it } from 'vitest'
import { queueUrlOf } from './kit/aws.ts'
import { fromEventBridge, orderCreatedEvent } from './kit/events.ts'
import { depthBefore, drained, send, sendCopies } from './kit/messages.ts'
import { balanceOf, openShop, type Shop, stockOf } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const orderFor = (shop: Shop) =>
  orderCreatedEvent(
    {},
    {
      customer_id: shop.customerId,
      items: [{ product_id: shop.productId, quantity: 1, price: shop.price }],
      total: shop.price,
    },
  )

describe('the same event has one effect (C1, C2, C3)', () => {
  it('charges once when it arrives 20 times at once', async () => {
    const shop = await openShop({ funds: 1_000 })
    const queue = await queueUrlOf('payment')
    const before = await depthBefore(queue)
    await sendCopies(queue, fromEventBridge(orderFor(shop)), 20)
    await until('the charge', async () => (await balanceOf(shop.accountId)) < 1_000)
    await drained(queue, before)
    expect(await balanceOf(shop.accountId)).toBe(970.01)
  })

  it('reserves once when it arrives 20 times at once', async () => {
    const shop = await openShop({ stock: 100 })
    const queue = await queueUrlOf('inventory')
    const before = await depthBefore(queue)
    await sendCopies(queue, fromEventBridge(orderFor(shop)), 20)
    await until('the reservation', async () => (await stockOf(shop.productId)) < 100)
    await drained(queue, before)
    expect(await stockOf(shop.productId)).toBe(99)
  })

  it('has no further effect when it comes again after success, with another message id', async () => {
    const shop = await openShop({ funds: 1_000 })
    const queue = await queueUrlOf('payment')
    const before = await depthBefore(queue)
    const body = fromEventBridge(orderFor(shop))
    await send(queue, body)
    await until('the charge', async () => (await balanceOf(shop.accountId)) === 970.01)
    await sendCopies(queue, body, 3)
    await drained(queue, before)
    expect(await balanceOf(shop.accountId)).toBe(970.01)
  })
})
