import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { confirmOrder } from '../../../../events/commands/order.ts'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import type { ConsumerFunction } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import {
  type ConsumerOptions,
  defineConsumer,
  type Idempotency,
} from '../../../../lambdas/runtime/declarations/consumer.ts'
import { putOnce } from '../../../../lambdas/runtime/idempotency/unique-key.ts'
import type { ConsumerKit } from '../../../support/consumer-kit.ts'
import type { TestDynamoDb } from '../../../support/dynamodb.ts'
import { testTables } from '../../../support/test-tables.ts'

type OrderCreated = EventOf<typeof orderCreated>

/** One idempotency strategy with an effect that shows how often it has happened. */
export interface WayFixture {
  /** The strategy, and what it does where there are more fixtures of one. */
  readonly name: string
  readonly idempotency: Idempotency
  /** Permissions that its effect needs. */
  readonly uses?: ConsumerOptions['uses']
  /** Does the effect of one event, in the manner of this strategy. */
  handle(event: OrderCreated, context: MessageContext, kit: ConsumerKit): void | Promise<void>
  /** DynamoDB calls of a first delivery that goes well. */
  readonly callsOfOne: readonly string[]
  /** Whether it forgets an event after the dedup TTL. */
  readonly expires: boolean
}

/** `ADD` is the effect that forgives nothing: done twice, it shows. */
const addOne = ({ data }: OrderCreated) => ({
  TableName: testTables.state,
  Key: { pk: { S: data.order_id }, sk: { S: 'effect' } },
  ExpressionAttributeValues: { ':one': { N: '1' } },
  UpdateExpression: 'ADD times :one',
})

export const wayFixtures: readonly WayFixture[] = [
  {
    name: 'atomic',
    idempotency: 'atomic',
    handle: (event, { effects }) => effects.update(addOne(event)),
    callsOfOne: ['TransactWriteItems'],
    expires: true,
  },
  {
    name: 'lease',
    idempotency: 'lease',
    handle: (event, { effects }) => effects.update(addOne(event)),
    callsOfOne: ['UpdateItem', 'TransactWriteItems'],
    expires: true,
  },
  {
    name: 'versioned',
    idempotency: 'versioned',
    handle: (event, { effects }) =>
      effects.update({
        ...addOne(event),
        UpdateExpression: 'SET #version = :version ADD times :one',
        ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':version': { N: String(event.sequence) } },
      }),
    callsOfOne: ['UpdateItem'],
    expires: false,
  },
  {
    name: 'unique-key',
    idempotency: 'unique-key',
    handle: (event, { effects, ids }) =>
      effects.put(
        putOnce(testTables.state, {
          pk: { S: event.data.order_id },
          sk: { S: 'effect' },
          times: { N: '1' },
          // Different each time: a second write would show.
          written_by: { S: ids.next('run') },
        }),
      ),
    callsOfOne: ['PutItem'],
    expires: false,
  },
  {
    name: 'versioned state',
    idempotency: 'versioned',
    uses: { commands: true },
    handle: (event, context, kit) => hear(event, context, kit),
    callsOfOne: ['GetItem', 'PutItem'],
    expires: false,
  },
  {
    name: 'versioned state with a command',
    idempotency: 'versioned',
    uses: { commands: true },
    async handle(event, context, kit) {
      await hear(event, context, kit)
      if (!context.effects.nothingNew) context.effects.send(confirmOrder, { order_id: event.data.order_id })
    },
    callsOfOne: ['GetItem', 'TransactWriteItems'],
    expires: false,
  },
]

/** The state of an order tells whether it has heard of the event; it counts how often it was made to. */
async function hear(
  { data }: OrderCreated,
  { effects, idempotencyKey }: MessageContext,
  kit: ConsumerKit,
): Promise<void> {
  const key = { pk: { S: data.order_id }, sk: { S: 'effect' } }
  const command = new GetItemCommand({ TableName: testTables.state, Key: key, ConsistentRead: true })
  const { Item } = await kit.environment.dynamo.send(command)
  if (Item?.heard?.S === idempotencyKey) {
    effects.nothingNew = true
    return
  }
  const times = Number(Item?.times?.N ?? 0)
  effects.put(
    {
      TableName: testTables.state,
      Item: { ...key, heard: { S: idempotencyKey }, times: { N: String(times + 1) } },
      ...(Item
        ? { ConditionExpression: 'times = :loaded', ExpressionAttributeValues: { ':loaded': { N: String(times) } } }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
    'conflict',
  )
}

export const consumerOf = (
  { idempotency, uses = {}, handle }: Pick<WayFixture, 'idempotency' | 'uses' | 'handle'>,
  kit: ConsumerKit,
  name = `with-${idempotency}`,
): ConsumerFunction =>
  consumerHandler(
    defineConsumer({ name, subscribesTo: [orderCreated], delivery: 'effectively-once', idempotency, uses }),
    kit.environment,
    { 'order.created': (event, context) => handle(event, context, kit) },
  )

async function effectItem({ client }: TestDynamoDb, event: OrderCreated) {
  const Key = { pk: { S: event.data.order_id }, sk: { S: 'effect' } }
  return (await client.send(new GetItemCommand({ TableName: testTables.state, Key, ConsistentRead: true }))).Item
}

export const timesOf = async (dynamo: TestDynamoDb, event: OrderCreated): Promise<number> =>
  Number((await effectItem(dynamo, event))?.times?.N ?? 0)
