import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { default as Ajv04 } from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { allEvents } from '../../events/catalog.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import { cloudFormation, dynamodb, output, queueUrlOf } from './kit/aws.ts'
import { fromEventBridge } from './kit/events.ts'
import { tidyGenerations } from './kit/generations.ts'
import { depthBefore, drained } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { schemaIn, schemasOf } from './kit/schemas.ts'
import { balanceOf, get, openShop, orderEnds, placeOrder, stockOf } from './kit/shop.ts'
import { targetFromEnvironment } from './kit/target.ts'

describe('rebuilding a read model (D6)', () => {
  it('builds a new generation while orders keep coming; readers never see a gap; it equals a fresh fold', async () => {
    await tidyGenerations('order-view')
    const queue = await queueUrlOf('order-view')
    const atRest = await depthBefore(queue)
    const shop = await openShop({ funds: 10_000, stock: 1_000 })
    const before = await placeOrder(shop, 1)
    await orderEnds(before.order_id)

    let rebuilding = true
    const reads = (async () => {
      const seen: number[] = []
      while (rebuilding) {
        const { orders } = await get<{ orders: unknown[] }>(`/orders?customer_id=${shop.customerId}`)
        seen.push(orders.length)
      }
      return seen
    })()
    const [printed, during] = await Promise.all([ops('rebuild', 'order-view'), placeOrder(shop, 1)])
    rebuilding = false
    expect(Math.min(...(await reads))).toBeGreaterThanOrEqual(1)
    expect(printed).toMatch(/is live/)

    await orderEnds(during.order_id)
    await drained(queue, atRest)
    expect(await ops('verify', 'order-view')).toMatch(/equal|identical|same|match/i)
    const generations = await ops('generations', 'order-view')
    expect(generations).toMatch(/live/)
    for (const args of [
      ['verify', 'order-view', '--generation', 'g77'],
      ['switch', 'order-view', 'g77'],
      ['drop', 'order-view', 'g77'],
    ]) {
      await expect(ops(...args)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^There is no generation g77; there are: .*\n$/),
      })
    }
  })
})

describe('replay (F4)', () => {
  it('delivers stored events again to one consumer, which has no second effect', async () => {
    const shop = await openShop({ funds: 1_000, stock: 10 })
    const order = await placeOrder(shop, 1)
    await orderEnds(order.order_id)
    const queue = await queueUrlOf('payment')
    const atRest = await depthBefore(queue)
    const [balance, stock] = [await balanceOf(shop.accountId), await stockOf(shop.productId)]

    const selection = ['--consumer', 'payment', '--aggregate', `order/${order.order_id}`]
    expect(await ops('replay', ...selection, '--dry-run')).toMatch(/1/)
    const printed = await ops('replay', ...selection, '--rate', '50', '--yes')
    expect(printed).toMatch(/\b1\b/)
    await drained(queue, atRest)
    expect(await balanceOf(shop.accountId)).toBe(balance)
    expect(await stockOf(shop.productId)).toBe(stock)
  })

  it('says what is wrong with a selection', async () => {
    await expect(ops('replay', '--consumer', 'nobody', '--from', '2026-01-01')).rejects.toThrow(/nobody/)
    await expect(ops('replay', '--consumer', 'payment', '--from', 'yesterday')).rejects.toThrow(/ISO 8601/)
    await expect(ops('replay', '--consumer', 'payment')).rejects.toThrow(/--from/)
  })
})

describe('can-i-deploy (A4)', () => {
  it('holds this checkout against what is deployed', async () => {
    expect(await ops('can-i-deploy')).toMatch(/SERVICE +ALONE[\s\S]*\naudit +yes\n[\s\S]*All together: yes/)
  })
})

/** What AWS's own schemas have besides. */
const ANNOTATIONS = ['x-amazon-events-detail-type', 'x-amazon-events-source']

describe('the schema registry (E4)', () => {
  it('has a schema for each version of each event, and that which is deployed describes what is stated', async () => {
    const { stackName } = targetFromEnvironment()
    const stated = allEvents.filter(({ fromCloudEvent }) => !fromCloudEvent)
    expect(await schemasOf(cloudFormation(), stackName)).toEqual(
      stated
        .flatMap(({ producer, type, versions }) => versions.map(({ version }) => `${producer}@${type}-v${version}`))
        .toSorted(),
    )

    const { order_id } = await placeOrder(await openShop({ funds: 1_000, stock: 10 }), 1)
    const { Item } = await dynamodb().send(
      new GetItemCommand({
        TableName: await output('EventTableName'),
        Key: { pk: { S: streamKey('order', order_id) }, sk: { N: '1' } },
      }),
    )
    const event = JSON.parse(Item?.event?.S ?? '') as EventEnvelope
    const ajv = new Ajv04.default({ strictTypes: false, allErrors: true, keywords: ANNOTATIONS })
    addFormats.default(ajv as never)
    const name = `order-service@${event.event_type}-v${event.version}`
    const validate = ajv.compile(await schemaIn(cloudFormation(), stackName, name))
    expect(validate(JSON.parse(fromEventBridge(event))), JSON.stringify(validate.errors)).toBe(true)
    expect(validate(JSON.parse(fromEventBridge({ ...event, data: { order_id } } as never)))).toBe(false)
  })
})
