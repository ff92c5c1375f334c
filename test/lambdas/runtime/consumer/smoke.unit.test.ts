import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Context, SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'
import { systemTimers } from '../../../../lambdas/runtime/system/timers.ts'
import { powertoolsTelemetry } from '../../../../lambdas/runtime/telemetry/powertools-telemetry.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
const clock = { now: () => Date.now() }
const ids = createIds(clock, systemRandomBytes)
it('smoke', async () => {
  const c = defineConsumer({
    name: 'c',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
  const handler = consumerHandler(
    c,
    {
      clock,
      ids,
      timers: systemTimers,
      random: () => 0.5,
      dynamo: dynamo.client,
      queue: {
        postpone: async () => {},
        acknowledge: async () => new Set(),
        deadLetter: async (m) => {
          console.log(m)
        },
      },
      tables: testTables,
      telemetry: ({ name }) => powertoolsTelemetry({ service: name, consumer: name, write: (t) => console.log(t) }),
    },
    {
      'order.created': (event, { effects }) => {
        effects.update({
          TableName: 'state',
          Key: { pk: { S: event.data.order_id }, sk: { S: 'x' } },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        })
      },
    },
  )
  const event = (i: number) => ({
    event_id: ids.next('evt'),
    event_type: 'order.created',
    version: 1,
    timestamp: new Date().toISOString(),
    aggregate_type: 'order',
    aggregate_id: 'ord_' + i,
    sequence: 1,
    data: { ...orderCreated.example, order_id: 'ord_' + i },
    metadata: { source: 'order-service', correlation_id: 'x', causation_id: 'y' },
  })
  const events = [event(1), event(2), event(1), event(3), event(1)]
  events.push(events[0]!)
  const batch = {
    Records: events.map((e, i) => ({
      messageId: 'm' + i,
      receiptHandle: 'r' + i,
      body: JSON.stringify(e),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1' },
    })),
  } as unknown as SQSEvent
  const context = { getRemainingTimeInMillis: () => 5000 } as Context
  expect(await handler(batch, context)).toEqual({ batchItemFailures: [] })
  console.log(dynamo.calls)
  dynamo.calls.length = 0
  expect(await handler(batch, context)).toEqual({ batchItemFailures: [] })
  console.log(dynamo.calls)
  console.log(
    JSON.stringify(
      (
        await dynamo.client.send(
          new GetItemCommand({ TableName: 'state', Key: { pk: { S: 'ord_1' }, sk: { S: 'x' } } }),
        )
      ).Item,
    ),
  )
})
