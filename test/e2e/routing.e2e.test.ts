import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  ListArchivesCommand,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge'
import { describe, expect, it } from 'vitest'
import { archiveReader } from './kit/archive.ts'
import { eventBridge, output, queueUrlOf, s3 } from './kit/aws.ts'
import { fromEventBridge } from './kit/events.ts'
import { depthBefore, drained, send } from './kit/messages.ts'
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

  it('gives everything to audit: each event of an order is in the archive, once, in an object of its day', async () => {
    const shop = await openShop()
    const order = await placeOrder(shop)
    await orderEnds(order.order_id)
    const history = await historyOf(order.order_id)
    const readArchive = archiveReader(s3(), () => output('AuditBucketName'))
    const archived = async () => {
      const ids = new Set(history.map(({ event_id }) => event_id))
      return (await readArchive()).filter(({ event }) => ids.has(event.event_id))
    }
    const queueUrl = await queueUrlOf('audit')
    await until('the events in the archive', async () => (await archived()).length >= history.length)
    const before = await depthBefore(queueUrl)
    for (const { event } of await archived()) await send(queueUrl, fromEventBridge(event))
    await drained(queueUrl, before)
    const lines = await archived()
    expect(lines.map(({ event }) => event.event_id).toSorted()).toEqual(
      history.map((event) => event.event_id).toSorted(),
    )
    for (const { key, event } of lines) expect(key).toContain(`audit/day=${event.timestamp.slice(0, 10)}/`)
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
