import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
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

describe('FIFO groups', () => {
  it('go in order within, in parallel between, and share transactions', async () => {
    const [a1, a2, b1, b2] = events(4)
    const order: string[] = []
    const handle: Handle = async (event, context) => {
      order.push(event.event_id)
      await countByOrder(event, context)
    }
    const batch = [a1, a2, b1, b2].map((of, index) => ({ of: of!, groupId: index < 2 ? 'a' : 'b' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([])
    expect(order).toEqual([a1, b1, a2, b2].map((event) => event?.event_id))
    expect(dynamo.calls).toEqual(['TransactWriteItems', 'TransactWriteItems'])
  })

  it('handle an event only after the one before it is committed', async () => {
    const [first, second] = events(2)
    const seen: number[] = []
    const shared = `shared-${next}`
    const handle: Handle = async (_event, { effects }) => {
      seen.push(await timesOf(shared))
      effects.update(add(shared))
    }
    await deliver(handlerOf(handle, 'aggregate'), [
      { of: first!, groupId: 'a' },
      { of: second!, groupId: 'a' },
    ])
    expect(seen).toEqual([0, 1])
  })

  it('stop at their first failure, while others go on; what waits is not handled', async () => {
    const [a1, a2, a3, b1] = events(4)
    const handled: string[] = []
    const handle: Handle = async (event, context) => {
      handled.push(event.event_id)
      if (event.event_id === a2?.event_id) throw new Error('down')
      await countByOrder(event, context)
    }
    const batch = [a1, a2, a3, b1].map((of, index) => ({ of: of!, groupId: index < 3 ? 'a' : 'b' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([a2?.event_id, a3?.event_id])
    expect(kinds()).toEqual(['processed', 'failed', 'returned', 'processed'])
    expect(handled).not.toContain(a3?.event_id)
    // Both come back together, or the group would stay blocked by the one that is still invisible.
    expect(new Set(kit.postponed.map(({ delaySeconds }) => delaySeconds)).size).toBe(1)
  })

  it('go on behind a dead letter', async () => {
    const [a1, a2] = events(2)
    const handle: Handle = (event, context) => {
      if (event.event_id === a1?.event_id) throw new PermanentError('BAD', 'never')
      return countByOrder(event, context)
    }
    const batch = [a1, a2].map((of) => ({ of: of!, groupId: 'a' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([])
    expect(kinds()).toEqual(['dead-lettered', 'processed'])
    expect(kit.deadLetters).toMatchObject([{ groupId: 'a' }])
  })
})
