import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { type ConsumerKit, consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

/** What the tests of group commit share: one counting consumer, its store and its kit, fresh for each test. */

export type Handle = (event: EventOf<typeof orderCreated>, context: MessageContext) => Promise<void> | void

export let dynamo: TestDynamoDb
export let kit: ConsumerKit
let next = 1

/** Each file calls it: a worker loads this module once for all files, so hooks set at loading would be the first one's alone. */
export function setUpKit(): void {
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
}

const declare = (ordering: 'none' | 'aggregate' = 'none') =>
  defineConsumer({
    name: 'grouping',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    ordering,
    // Without the table of parked events: what is held is read once more per batch, and here calls are counted.
    onDeadLetter: 'continue',
  })

function withoutParking() {
  const { parked: _, ...tables } = kit.environment.tables
  return { ...kit.environment, tables }
}

export const handlerOf = (handle: Handle, ordering?: 'none' | 'aggregate') =>
  consumerHandler(declare(ordering), withoutParking(), { 'order.created': handle })

/** One batch of these events, each in a message of its own. @returns the ids of the messages that are left in the queue. */
export const deliverEach = (handle: Handle, batch: readonly EventOf<typeof orderCreated>[]) =>
  deliver(
    handlerOf(handle),
    batch.map((of) => ({ of })),
  )

/** Never given twice in a file: makes ids of events. */
export const nextNumber = () => next++

export const events = (count: number) => Array.from({ length: count }, () => orderCreatedEvent(nextNumber()))
export const kinds = () => kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)

export const add = (pk: string, condition?: string) => ({
  TableName: testTables.state,
  Key: { pk: { S: pk }, sk: { S: 'count' } },
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
  ...(condition ? { ConditionExpression: condition } : {}),
})

export async function timesOf(pk: string): Promise<number> {
  const Key = { pk: { S: pk }, sk: { S: 'count' } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))
  return Number(Item?.times?.N ?? 0)
}

export const countByOrder: Handle = ({ data }, { effects }) => effects.update(add(data.order_id))
