import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { createItemReader } from '../../../../lambdas/runtime/aws/item-reader.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { systemTimers } from '../../../../lambdas/runtime/system/timers.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

/** Instead of carrying it out; nothing for what DynamoDB answers as usual. */
type Answer = (operation: string) => Promise<unknown> | undefined
type Handle = HandlersOf<ReturnType<typeof typed>>['order.created']
const typed = () => defineConsumer({ name: 'one', subscribesTo: [orderCreated], delivery: 'at-least-once' })

/** Delivers one message as often as it may fail. @returns what became of it each time. */
async function outcomes(
  answer: Answer,
  handle: (client: DynamoDBClient) => Handle,
  options?: Partial<ConsumerOptions>,
) {
  const client = {
    send: (command: { constructor: { name: string } }) =>
      answer(command.constructor.name.replace('Command', '')) ?? dynamo.client.send(command as never),
  } as unknown as DynamoDBClient
  const kit = consumerKit({ client })
  const declaration = defineConsumer({
    name: `store-away-${next++}`,
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    retry: { maxAttempts: 2 },
    ...options,
  } as ConsumerOptions) as unknown as ReturnType<typeof typed>
  const environment = { ...kit.environment, dynamo: client, random: () => 0 }
  const handler = consumerHandler(declaration, environment, { 'order.created': handle(client) })
  const of = orderCreatedEvent(next++)
  for (const receives of [1, 2]) await deliver(handler, [{ of, receives }])
  return kit.outcomes.flat().map(({ outcome }) => outcome.kind)
}

const writing =
  (): Handle =>
  (event, { effects }) => {
    const Item = { pk: { S: event.event_id }, sk: { S: 'x' } }
    effects.put({ TableName: testTables.state, Item, ConditionExpression: 'attribute_not_exists(pk)' })
  }

/** One table does not do it, while that of the attempts counts as ever. */
const failing =
  (failed: string, name: string, httpStatusCode: number | undefined, details: object = {}): Answer =>
  (operation) =>
    operation === failed
      ? Promise.reject(Object.assign(new Error(name), { name, $metadata: { attempts: 4, httpStatusCode }, ...details }))
      : undefined

const write = 'TransactWriteItems'
const because = (Code: string) => ({ CancellationReasons: [{ Code: 'None' }, { Code }] })

describe('a store that does not do what a message needs, but counts its failures', () => {
  it.each<[string, Answer]>([
    ['a throttled commit', failing(write, 'ThrottlingException', 400)],
    ['a commit beyond the throughput', failing(write, 'ProvisionedThroughputExceededException', 400)],
    [
      'a write of it that is throttled',
      failing(write, 'TransactionCanceledException', 400, because('ThrottlingError')),
    ],
    ['a hot item', failing(write, 'TransactionCanceledException', 400, because('TransactionConflict'))],
    ['an error of DynamoDB', failing(write, 'InternalServerError', 500)],
    ['a commit without an answer', failing(write, 'TimeoutError', undefined)],
  ])('%s: the message waits, and no attempt is spent', async (_, answer) => {
    expect(await outcomes(answer, writing)).toEqual(['deferred', 'deferred'])
  })

  it('reads that are left out: the message waits, and no attempt is spent', async () => {
    const Keys = [{ pk: { S: 'a' }, sk: { S: 'x' } }]
    const answer: Answer = (operation) =>
      operation === 'BatchGetItem' ? Promise.resolve({ UnprocessedKeys: { [testTables.state]: { Keys } } }) : undefined
    const reading = (client: DynamoDBClient): Handle => {
      const items = createItemReader({ dynamo: client, timers: systemTimers, random: () => 0 })
      const read = (pk: string) => items.get({ table: testTables.state, key: { pk: { S: pk }, sk: { S: 'x' } } })
      return async () => void (await Promise.all([read('a'), read('b')]))
    }
    expect(await outcomes(answer, reading)).toEqual(['deferred', 'deferred'])
  })

  it.each<[string, Answer]>([
    ['a permission that is missing', failing(write, 'AccessDeniedException', 400)],
    ['a table that is missing', failing(write, 'ResourceNotFoundException', 400)],
  ])('%s is a failure, and a dead letter after its attempts', async (_, answer) => {
    expect(await outcomes(answer, writing)).toEqual(['failed', 'dead-lettered'])
  })

  it('counts where an effect outside has happened, which each repetition would repeat', async () => {
    const answer = failing(write, 'ThrottlingException', 400)
    const [first] = await outcomes(answer, writing, { idempotency: 'lease' })
    expect(first).toBe('failed')
  })
})
