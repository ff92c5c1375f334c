import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { dlqUrlOf, lambda, parkingFunctionOf } from './kit/aws.ts'
import { drilled } from './kit/drill.ts'
import { orderCreatedEvent } from './kit/events.ts'
import { look } from './kit/look.ts'
import { send } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Held {
  readonly aggregate: string
  readonly parked: number
}

const parkedOf = async (order: string): Promise<number> => {
  const holds = await look<readonly Held[]>('parked', 'list', '--consumer', 'order-view')
  return holds.find(({ aggregate }) => aggregate === order)?.parked ?? 0
}

interface Shown {
  readonly events: readonly { readonly body: string }[]
}

/** In their order. */
async function parkedEventsOf(order: string): Promise<{ event_id: string; data: object }[]> {
  const { events } = await look<Shown>('parked', 'show', 'order-view', order)
  return events.map(({ body }) => JSON.parse(body))
}

async function verified() {
  const { behind, differences } = await look<{ behind: number; differences: unknown[] }>('verify', 'order-view')
  return { isBehind: behind > 0, differences }
}

/** The schedule may have released it a moment before: then nothing is parked of it any more, which is told as a mistake. */
const release = (order: string): Promise<unknown> =>
  ops('parked', 'release', 'order-view', order, '--yes').catch((error: unknown) => {
    if (!String(error).includes(`Nothing is parked of ${order}`)) throw error
  })

describe('an ordered consumer behind a dead event (C7)', () => {
  it('parks what comes later of that order, lets others pass, and goes on in order when it is released', async () => {
    const shop = await openShop()
    const { order_id } = await drilled('order-view', '1:permanent', async () => {
      const order = await placeOrder(shop)
      // Its end comes from other consumers: only the order's document waits.
      await until('its end to be parked behind order.created', async () => (await parkedOf(order.order_id)) === 2)
      return order
    })
    const other = await placeOrder(shop)
    expect((await orderEnds(other.order_id)).status).toBe('confirmed')

    await release(order_id)
    await until('nothing of it to be parked', async () => (await parkedOf(order_id)) === 0)
    expect(await get(`/orders/${order_id}`)).toMatchObject({ order_id, status: 'confirmed', version: 2 })
    expect(await ops('verify', 'order-view')).toMatch(/equal/)
  })

  it('goes by a skip and an edit in rebuild and verify, and calls a read model that waits behind, not wrong', async () => {
    const shop = await openShop()
    const [edited, skipped] = await drilled('order-view', '1:permanent', async () => {
      const orders = await Promise.all([placeOrder(shop), placeOrder(shop)])
      for (const { order_id } of orders) {
        await until('its end to be parked behind order.created', async () => (await parkedOf(order_id)) === 2)
      }
      return orders.map(({ order_id }) => order_id)
    })
    expect(await verified()).toEqual({ isBehind: true, differences: [] })
    expect(await ops('rebuild', 'order-view', '--dry-run')).toContain('parked events are left out')
    await look('rebuild', 'order-view')
    expect(await verified(), 'the rebuild leaves out what waits').toEqual({ isBehind: true, differences: [] })

    const reason = ['--reason', 'a test', '--yes']
    const [head] = await parkedEventsOf(edited!)
    const data = join(await mkdtemp(join(tmpdir(), 'parked-')), 'data.json')
    try {
      await writeFile(data, JSON.stringify({ ...head!.data, total: 12.34 }))
      await look('parked', 'edit', 'order-view', edited!, head!.event_id, '--data', data, ...reason)
    } finally {
      await rm(dirname(data), { recursive: true })
    }
    await look('parked', 'skip', 'order-view', skipped!, (await parkedEventsOf(skipped!))[0]!.event_id, ...reason)
    for (const order of [edited!, skipped!]) {
      await until('nothing of it to be parked', async () => (await parkedOf(order)) === 0)
    }
    expect(await get(`/orders/${edited}`)).toMatchObject({ total: 12.34, status: 'confirmed', version: 2 })
    expect(await verified()).toMatchObject({ differences: [] })
    await look('rebuild', 'order-view')
    expect(await verified()).toMatchObject({ differences: [] })
  })

  it('parks as well what SQS has put into its dead-letter queue, and is released from it', async () => {
    const shop = await openShop()
    const { order_id } = await placeOrder(shop)
    await orderEnds(order_id)
    // A copy under another id, which changes nothing when it is released: the document is newer.
    const copy = orderCreatedEvent({ aggregate_id: order_id }, { order_id, customer_id: shop.customerId })
    await send(await dlqUrlOf('order-view'), JSON.stringify(copy), order_id)
    // A schedule does this once a minute.
    await lambda().send(new InvokeCommand({ FunctionName: await parkingFunctionOf('order-view') }))
    await until('it to be parked', async () => (await parkedOf(order_id)) === 1)
    expect(await ops('parked', 'show', 'order-view', order_id)).toContain('MovedByQueue')

    await release(order_id)
    await until('nothing of it to be parked', async () => (await parkedOf(order_id)) === 0)
    expect(await get(`/orders/${order_id}`)).toMatchObject({ order_id, status: 'confirmed', version: 2 })
  })
})
