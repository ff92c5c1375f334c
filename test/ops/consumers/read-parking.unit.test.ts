import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderEvents } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { ParkingLimits } from '../../../lambdas/runtime/declarations/parking.ts'
import { readParking } from '../../../ops/consumers/read-parking.ts'
import { failingAt, OrderedWorld, orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const declared = (name: string, parking: Partial<ParkingLimits>) =>
  defineConsumer({
    name,
    subscribesTo: orderEvents,
    ordering: 'aggregate',
    delivery: 'effectively-once',
    idempotency: 'atomic',
    parking,
  })

it('says how many aggregates are held, which of them are full, and whether one more may be held', async () => {
  const world = new OrderedWorld(db.client)
  world.behave = failingAt(new Set(['ord_1/1', 'ord_2/1']))
  world.send(orderEvent(1, 1), orderEvent(2, 1), orderEvent(1, 2))
  await world.drain(world.instance())
  const source = { dynamo: db.client, table: testTables.parked }
  const read = async (parking: Partial<ParkingLimits>) =>
    (await readParking(source, [declared(world.name, parking), declared('calm', {})])).get(world.name)
  expect(await read({ maxPerAggregate: 2, maxAggregates: 3 })).toEqual({
    aggregates: 2,
    full: ['ord_1'],
    takes_no_more: false,
  })
  expect(await read({ maxPerAggregate: 3, maxAggregates: 2 })).toEqual({ aggregates: 2, full: [], takes_no_more: true })

  db.calls.length = 0
  const calm = await readParking(source, [declared('calm', {})])
  expect(calm.get('calm')).toEqual({ aggregates: 0, full: [], takes_no_more: false })
  expect(db.calls).toEqual(['BatchGetItem'])
})

it('a consumer whose summary a throttled table leaves unread is asked for again, not shown as holding nothing', async () => {
  const world = new OrderedWorld(db.client)
  world.behave = failingAt(new Set(['ord_1/1']))
  world.send(orderEvent(1, 1))
  await world.drain(world.instance())
  let isThrottled = true
  const send = (command: Parameters<typeof db.client.send>[0]) => {
    if (!(command instanceof BatchGetItemCommand) || !isThrottled) return db.client.send(command)
    isThrottled = false
    return Promise.resolve({ Responses: {}, UnprocessedKeys: command.input.RequestItems })
  }
  const dynamo = { send } as unknown as DynamoDBClient
  const found = await readParking({ dynamo, table: testTables.parked }, [declared(world.name, {})])
  expect(found.get(world.name)?.aggregates).toBe(1)
})
