import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  ListArchivesCommand,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { eventBridge, output, s3 } from './kit/aws.ts'
import { get, historyOf, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

describe('routing (F1, F2, F4, D5)', () => {
  it('has a rule per unordered consumer and an archive on the bus', async () => {
    const EventBusName = await output('EventBusName')
    const { Rules = [] } = await eventBridge().send(new ListRulesCommand({ EventBusName }))
    expect(Rules.length).toBeGreaterThan(5)
    const { Arn: EventSourceArn } = await eventBridge().send(new DescribeEventBusCommand({ Name: EventBusName }))
    const { Archives = [] } = await eventBridge().send(new ListArchivesCommand({ EventSourceArn }))
    const archive = await eventBridge().send(new DescribeArchiveCommand({ ArchiveName: Archives[0]?.ArchiveName }))
    expect(archive).toMatchObject({ State: 'ENABLED' })
    expect(archive.RetentionDays).toBeGreaterThan(0)
  })

  it('gives everything to audit: each event of an order is in the bucket, once, by day and type', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    const Bucket = await output('AuditBucketName')
    for (const event of await historyOf(order.order_id)) {
      const keys = await until(`${event.event_type} in the audit bucket`, async () => {
        const day = event.timestamp.slice(0, 10)
        const Prefix = `audit/day=${day}/type=${event.event_type}/${event.event_id}`
        const listed = await s3().send(new ListObjectsV2Command({ Bucket, Prefix }))
        const found = (listed.Contents ?? []).filter((object) => object.Key?.includes(event.event_id))
        return found.length > 0 && found
      })
      expect(keys).toHaveLength(1)
      const Key = keys[0]?.Key ?? ''
      expect(Key).toContain(event.event_type)
      const text = await (await s3().send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()
      expect(
        text
          ?.trim()
          .split('\n')
          .map((line) => JSON.parse(line).event_id),
      ).toEqual([event.event_id])
    }
  })

  it('keeps the order per aggregate for the ordered consumer', async () => {
    const shop = await openShop({ funds: 100_000, stock: 1_000 })
    const orders = await Promise.all(Array.from({ length: 20 }, () => placeOrder(shop, 1)))
    await Promise.all(orders.map((order) => orderEnds(order.order_id)))
    for (const { order_id } of orders) {
      expect(await get<{ version: number }>(`/orders/${order_id}`)).toMatchObject({ version: 2, status: 'confirmed' })
    }
  })
})
