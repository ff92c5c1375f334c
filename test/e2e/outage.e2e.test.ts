import { describe, expect, it } from 'vitest'
import { dlqUrlOf } from './kit/aws.ts'
import { broken } from './kit/functions.ts'
import { depth } from './kit/messages.ts'
import { balanceOf, get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

describe('consumers that are down (P1, C4, F1)', () => {
  it('neither slow nor fail the acceptance of orders, and catch up with nothing missing', async () => {
    const dlqs = [await dlqUrlOf('payment'), await dlqUrlOf('notification')]
    const deadBefore = await Promise.all(dlqs.map(depth))
    const shop = await openShop({ funds: 10_000, stock: 1_000 })
    const orders = await broken(['payment', 'notification'], async () => {
      const placed = await Promise.all(Array.from({ length: 20 }, () => placeOrder(shop, 1)))
      await until('the others to go on', async () => {
        const summary = await get<{ inventory?: { status: string } }>(`/orders/${placed[0]?.order_id}/summary`)
        return summary.inventory?.status === 'reserved'
      })
      expect(await balanceOf(shop.accountId)).toBe(10_000)
      return placed
    })
    const ends = await Promise.all(orders.map((order) => orderEnds(order.order_id)))
    expect(ends.map((end) => end.status)).toEqual(orders.map(() => 'confirmed'))
    await until('every e-mail', async () => {
      const summaries = await Promise.all(
        orders.map((order) => get<{ notifications?: unknown[] }>(`/orders/${order.order_id}/summary`)),
      )
      return summaries.every((summary) => summary.notifications?.length === 2)
    })
    expect(await Promise.all(dlqs.map(depth))).toEqual(deadBefore)
  })
})
