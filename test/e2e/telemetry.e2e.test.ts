import { InvokeCommand } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { lambda } from './kit/aws.ts'
import { fromEventBridge, orderCreatedEvent } from './kit/events.ts'
import { functionOf } from './kit/functions.ts'
import { metric } from './kit/metrics.ts'
import { itNeeding } from './kit/needs.ts'
import { openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { METRIC_TEST_TIMEOUT_MS } from './kit/wait.ts'

/** Hands one message to the function as its queue would, and reads its structured log lines. */
async function logOf(consumer: string, body: string): Promise<Record<string, unknown>[]> {
  const record = {
    messageId: crypto.randomUUID(),
    receiptHandle: 'none',
    body,
    attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: `${Date.now()}` },
    messageAttributes: {},
    eventSource: 'aws:sqs',
  }
  const { LogResult = '' } = await lambda().send(
    new InvokeCommand({
      FunctionName: await functionOf(consumer),
      Payload: JSON.stringify({ Records: [record] }),
      LogType: 'Tail',
    }),
  )
  const lines = Buffer.from(LogResult, 'base64').toString().split('\n')
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('telemetry (O2)', () => {
  it('logs each message with event, correlation and causation id, and what followed from it', async () => {
    const shop = await openShop()
    const item = { product_id: shop.productId, quantity: 1, price: shop.price }
    const event = orderCreatedEvent({}, { customer_id: shop.customerId, items: [item], total: shop.price })
    const ids = {
      event_id: event.event_id,
      event_type: 'order.created',
      aggregate_id: event.aggregate_id,
      correlation_id: event.metadata.correlation_id,
      causation_id: 'cmd_123',
      consumer: 'payment',
    }
    const outcome = async () =>
      (await logOf('payment', fromEventBridge(event))).find(({ event_id }) => event_id === event.event_id)
    expect(await outcome()).toMatchObject({
      ...ids,
      level: 'INFO',
      outcome: 'processed',
      attempt: 1,
      duration_ms: expect.any(Number),
      lag_ms: expect.any(Number),
      appended: [{ type: 'money.withdrawn' }, { type: 'payment.processed' }],
    })
    expect(await outcome()).toMatchObject({ ...ids, outcome: 'duplicate' })
  })

  itNeeding('metrics')(
    'counts and times what a consumer processes',
    async () => {
      const since = new Date(Date.now() - 60_000)
      const shop = await openShop()
      expect(await orderEnds((await placeOrder(shop)).order_id)).toMatchObject({ status: 'confirmed' })
      const dimensions = { consumer: 'payment' }
      expect(await metric('EventsProcessed', { dimensions, since, stat: 'Sum' })).toBeGreaterThanOrEqual(1)
      const [p50, p95, p99] = await Promise.all(
        ['p50', 'p95', 'p99'].map((stat) => metric('ProcessingTime', { dimensions, since, stat })),
      )
      expect(p95).toBeGreaterThanOrEqual(p50 ?? 0)
      expect(p99).toBeGreaterThanOrEqual(p95 ?? 0)
      expect(await metric('EventLag', { dimensions, since, stat: 'p99' })).toBeGreaterThan(0)
    },
    METRIC_TEST_TIMEOUT_MS,
  )
})
