import { describe, expect, it } from 'vitest'
import { ops } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Held {
  readonly aggregate: string
  readonly parked: number
}

const parkedOf = async (order: string): Promise<number> => {
  const holds = JSON.parse(await ops('parked', 'list', '--consumer', 'order-view', '--json')) as readonly Held[]
  return holds.find(({ aggregate }) => aggregate === order)?.parked ?? 0
}

describe('an ordered consumer behind a dead event (C7)', () => {
  it('parks what comes later of that order, lets others pass, and goes on in order when it is released', async () => {
    const shop = await openShop()
    await ops('drill', 'start', 'order-view', '--fail', '1:permanent', '--yes')
    const { order_id } = await placeOrder(shop)
    // Its end comes from other consumers: only the order's document waits.
    await until('its end to be parked behind order.created', async () => (await parkedOf(order_id)) === 2)
    await ops('drill', 'end', 'order-view')
    const other = await placeOrder(shop)
    expect((await orderEnds(other.order_id)).status).toBe('confirmed')

    await ops('parked', 'release', 'order-view', order_id, '--yes')
    await until('nothing of it to be parked', async () => (await parkedOf(order_id)) === 0)
    expect(await get(`/orders/${order_id}`)).toMatchObject({ order_id, status: 'confirmed', version: 2 })
    expect(await ops('verify', 'order-view')).toMatch(/equal/)
  })
})
