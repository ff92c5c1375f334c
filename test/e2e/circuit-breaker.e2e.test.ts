import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect } from 'vitest'
import { dlqUrlOf, dynamodb, output, queueUrlOf } from './kit/aws.ts'
import { withoutSes } from './kit/functions.ts'
import { depth, depthBefore, drained } from './kit/messages.ts'
import { metric } from './kit/metrics.ts'
import { itNeeding } from './kit/needs.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { METRIC_TEST_TIMEOUT_MS, until } from './kit/wait.ts'

/** Each asks for two mails: enough calls for the breaker to judge by. */
const ORDERS = 12

async function circuit(): Promise<string> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({
      TableName: await output('BreakerTableName'),
      Key: { pk: { S: 'ses' } },
      ConsistentRead: true,
    }),
  )
  return Item?.state?.S ?? 'closed'
}

itNeeding('metrics')(
  'while SES is down its circuit opens and mails wait without burning attempts; none is lost (C6, O2)',
  async () => {
    const since = new Date(Date.now() - 60_000)
    const [queue, dlq] = [await queueUrlOf('notification'), await dlqUrlOf('notification')]
    const [before, deadBefore] = [await depthBefore(queue), await depth(dlq)]
    const shop = await openShop({ funds: 10_000, stock: 1_000 })
    const orders = await withoutSes('notification', async () => {
      const placed = await Promise.all(Array.from({ length: ORDERS }, () => placeOrder(shop, 1)))
      await until('the circuit to open', async () => (await circuit()) === 'open')
      return placed
    })
    const ends = await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
    expect(
      ends.map(({ status }) => status),
      'nobody waits for mails',
    ).toEqual(orders.map(() => 'confirmed'))

    await until(
      'every mail',
      async () => {
        const summaries = await Promise.all(
          orders.map(({ order_id }) => get<{ notifications: unknown[] }>(`/orders/${order_id}/summary`)),
        )
        return summaries.every(({ notifications }) => notifications.length === 2)
      },
      { intervalMs: 500 },
    )
    await drained(queue, before)
    expect(await circuit()).toBe('closed')
    expect(await depth(dlq)).toBe(deadBefore)

    const consumer = 'notification'
    const waiting = { dimensions: { consumer, downstream: 'ses' }, since, stat: 'Maximum' }
    expect(await metric('CircuitOpen', waiting)).toBe(1)
    for (const name of ['EventsDeferred', 'EventsProcessed']) {
      expect(await metric(name, { dimensions: { consumer }, since, stat: 'Sum' })).toBeGreaterThan(0)
    }
  },
  METRIC_TEST_TIMEOUT_MS,
)
