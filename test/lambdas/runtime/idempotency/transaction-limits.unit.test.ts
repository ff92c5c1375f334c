import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { type ConsumerKit, consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

type Handle = (event: EventOf<typeof orderCreated>, context: MessageContext) => Promise<void> | void

let dynamo: TestDynamoDb
let kit: ConsumerKit
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  // Request tokens are random, and DynamoDB remembers them.
  kit = consumerKit(dynamo, undefined, next)
  dynamo.calls.length = 0
  dynamo.faults.length = 0
})

const declare = (ordering: 'none' | 'aggregate' = 'none') =>
  defineConsumer({
    name: 'grouping',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    ordering,
  })

const handlerOf = (handle: Handle, ordering?: 'none' | 'aggregate') =>
  consumerHandler(declare(ordering), kit.environment, { 'order.created': handle })

const events = (count: number) => Array.from({ length: count }, () => orderCreatedEvent(next++))
const kinds = () => kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)

const add = (pk: string, condition?: string) => ({
  TableName: testTables.state,
  Key: { pk: { S: pk }, sk: { S: 'count' } },
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
  ...(condition ? { ConditionExpression: condition } : {}),
})

async function timesOf(pk: string): Promise<number> {
  const Key = { pk: { S: pk }, sk: { S: 'count' } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))
  return Number(Item?.times?.N ?? 0)
}

const countByOrder: Handle = ({ data }, { effects }) => effects.update(add(data.order_id))

describe('limits of a transaction', () => {
  it('fills as few transactions as 100 items allow', async () => {
    const wide: Handle = ({ data }, { effects }) => {
      for (let item = 0; item < 30; item++) effects.update(add(`${data.order_id}-${item}`))
    }
    const batch = events(10)
    expect(
      await deliver(
        handlerOf(wide),
        batch.map((of) => ({ of })),
      ),
    ).toEqual([])
    // 31 items with the marker: three events each.
    expect(dynamo.calls).toEqual(Array(4).fill('TransactWriteItems'))
    for (const { data } of batch) expect(await timesOf(`${data.order_id}-29`)).toBe(1)
  })

  it('fills as few transactions as 4 MB allow', async () => {
    const fat: Handle = ({ data }, { effects }) => {
      for (let item = 0; item < 3; item++) {
        const content = { S: 'x'.repeat(300_000) }
        effects.put({
          TableName: testTables.state,
          Item: { pk: { S: `${data.order_id}-${item}` }, sk: { S: 'fat' }, content },
        })
      }
    }
    expect(
      await deliver(
        handlerOf(fat),
        events(10).map((of) => ({ of })),
      ),
    ).toEqual([])
    expect(kinds()).toEqual(Array(10).fill('processed'))
    expect(dynamo.calls.length).toBeGreaterThan(2)
  })

  it.each([
    [
      'more writes than a transaction takes',
      'TOO_MANY_EFFECTS',
      Array.from({ length: 100 }, (_, item) => `item-${item}`),
    ],
    ['an item written twice', 'ITEM_STAGED_TWICE', ['same', 'same']],
  ])('dead-letters %s, and nothing else of its batch', async (_, code, keys) => {
    const batch = events(3)
    const handle: Handle = (event, context) => {
      if (event !== batch[1] && event.event_id !== batch[1]?.event_id) return countByOrder(event, context)
      for (const key of keys) context.effects.update(add(`${event.event_id}-${key}`))
    }
    expect(
      await deliver(
        handlerOf(handle),
        batch.map((of) => ({ of })),
      ),
    ).toEqual([])
    expect(kinds()).toEqual(['processed', 'dead-lettered', 'processed'])
    expect(kit.deadLetters[0]?.attributes.error_type).toBe(`PermanentError:${code}`)
  })

  it('finds out whose write DynamoDB refuses as malformed, and commits the others', async () => {
    const batch = events(3)
    const handle: Handle = (event, context) => {
      if (event.event_id !== batch[1]?.event_id) return countByOrder(event, context)
      const Item = { pk: { S: event.event_id }, sk: { S: 'too-large' }, content: { S: 'x'.repeat(500_000) } }
      context.effects.put({ TableName: testTables.state, Item })
    }
    expect(
      await deliver(
        handlerOf(handle),
        batch.map((of) => ({ of })),
      ),
    ).toEqual([])
    expect(kinds()).toEqual(['processed', 'dead-lettered', 'processed'])
  })
})
