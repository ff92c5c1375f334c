import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import type { ConsumerFunction } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer, type Idempotency } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { putOnce } from '../../../../lambdas/runtime/idempotency/unique-key.ts'
import type { ConsumerKit } from '../../../support/consumer-kit.ts'
import { type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

type OrderCreated = EventOf<typeof orderCreated>

/** One idempotency strategy with an effect that shows how often it has happened. */
export interface WayFixture {
  readonly idempotency: Idempotency
  /** Does the effect of one event, in the manner of this strategy. */
  handle(event: OrderCreated, context: MessageContext): void | Promise<void>
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
    idempotency: 'atomic',
    handle: (event, { effects }) => effects.update(addOne(event)),
    callsOfOne: ['TransactWriteItems'],
    expires: true,
  },
  {
    idempotency: 'lease',
    handle: (event, { effects }) => effects.update(addOne(event)),
    callsOfOne: ['UpdateItem', 'TransactWriteItems'],
    expires: true,
  },
  {
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
]

export const consumerOf = (
  { idempotency, handle }: Pick<WayFixture, 'idempotency' | 'handle'>,
  kit: ConsumerKit,
  name = `with-${idempotency}`,
): ConsumerFunction =>
  consumerHandler(
    defineConsumer({ name, subscribesTo: [orderCreated], delivery: 'effectively-once', idempotency }),
    kit.environment,
    { 'order.created': handle },
  )

async function effectItem({ client }: TestDynamoDb, event: OrderCreated) {
  const Key = { pk: { S: event.data.order_id }, sk: { S: 'effect' } }
  return (await client.send(new GetItemCommand({ TableName: testTables.state, Key, ConsistentRead: true }))).Item
}

export const timesOf = async (dynamo: TestDynamoDb, event: OrderCreated): Promise<number> =>
  Number((await effectItem(dynamo, event))?.times?.N ?? 0)
