import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Message } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { cloudWatch, dlqUrlOf, dynamodb, output, queueUrlOf } from './kit/aws.ts'
import { fromEventBridge, orderCreatedEvent } from './kit/events.ts'
import { depth, send, take } from './kit/messages.ts'
import { itNeeding } from './kit/needs.ts'
import { openShop, orderEnds, placeOrder, unique } from './kit/shop.ts'
import { METRIC_PATIENCE_MS, METRIC_TEST_TIMEOUT_MS, until } from './kit/wait.ts'

const said = (message: Message) =>
  Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, value.StringValue ?? '']),
  )

/** What is kept of one aggregate: its hold, or its parked events. */
async function parkedOf(consumer: string, group: string, kind: 'hold' | 'event#') {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: await output('ParkedTableName'),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':pk': { S: `${consumer}#${group}` }, ':kind': { S: kind } },
      ConsistentRead: true,
    }),
  )
  return Items
}

const longAgo = (): string => new Date(Date.now() - 3_600_000).toISOString()

const poison: [string, string, (mark: string) => string][] = [
  ['text that is not JSON', 'JSON', (mark) => `not json ${mark}`],
  ['JSON without an envelope', 'ENVELOPE_INVALID', (mark) => JSON.stringify({ hello: mark })],
  [
    'an unknown type, when no deployment can be under way any more',
    'TYPE_UNKNOWN',
    (mark) => fromEventBridge(orderCreatedEvent({ event_type: 'order.lost', timestamp: longAgo() }, { mark })),
  ],
  [
    'a version newer than known, when no deployment can be under way any more',
    'VERSION_UNKNOWN',
    (mark) => fromEventBridge(orderCreatedEvent({ version: 99, timestamp: longAgo() }, { mark })),
  ],
  ['data against its schema', 'DATA_INVALID', (mark) => fromEventBridge(orderCreatedEvent({}, { items: [], mark }))],
]

describe('a poison message ends in the dead-letter queue of its consumer, with its cause (C4, C5, S3)', () => {
  it.each(poison)('%s', async (_, cause, make) => {
    const mark = unique('poison')
    const deadBefore = await depth(await dlqUrlOf('payment'))
    await send(await queueUrlOf('inventory'), make(mark))
    const dead = await take(await dlqUrlOf('inventory'), (message) => message.Body?.includes(mark) ?? false)
    const attributes = said(dead)
    expect(JSON.stringify(attributes)).toContain(cause)
    expect(attributes).toMatchObject({
      consumer: 'inventory',
      error_message: expect.stringMatching(/\S/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{8,}$/),
      attempts: '1',
    })
    expect(await depth(await dlqUrlOf('payment'))).toBe(deadBefore)
  })

  it('is held at the ordered consumer of a FIFO queue, and blocks nobody else', async () => {
    const mark = unique('poison')
    const shop = await openShop()
    await send(await queueUrlOf('order-view'), `not json ${mark}`, mark)
    const head = await until('the head', async () => {
      const [hold] = await parkedOf('order-view', mark, 'hold')
      return hold
    })
    expect(head.error_type?.S).toContain('JSON')
    expect(await parkedOf('order-view', mark, 'event#')).toMatchObject([{ body: { S: `not json ${mark}` } }])
    const order = await placeOrder(shop)
    expect((await orderEnds(order.order_id)).status).toBe('confirmed')
  })

  itNeeding('metrics')(
    'raises the alarm on the depth of that dead-letter queue',
    async () => {
      const mark = unique('poison')
      const before = await depth(await dlqUrlOf('audit'))
      await send(await queueUrlOf('audit'), `not json ${mark}`)
      const dlq = await dlqUrlOf('audit')
      await until('the dead letter', async () => (await depth(dlq)) > before)
      const name = dlq.slice(dlq.lastIndexOf('/') + 1)
      await until(
        'the alarm',
        async () => {
          for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
            { client: cloudWatch() },
            { StateValue: 'ALARM' },
          )) {
            const isRaised = MetricAlarms.some(
              ({ MetricName, Dimensions }) =>
                MetricName === 'ApproximateNumberOfMessagesVisible' && Dimensions?.some(({ Value }) => Value === name),
            )
            if (isRaised) return true
          }
          return false
        },
        { timeoutMs: METRIC_PATIENCE_MS, intervalMs: 500 },
      )
      await take(dlq, (message) => message.Body?.includes(mark) ?? false)
    },
    METRIC_TEST_TIMEOUT_MS,
  )
})
