import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderHistory } from '../../order-view/histories.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

it.each(['atomic', 'lease'] as const)(
  'a replay to a consumer that is %s is skipped by its markers, unless it has a scope of its own: then it takes effect once more',
  async (idempotency) => {
    const declaration = defineConsumer({
      name: `replayed-${idempotency}`,
      subscribesTo: [orderCreated],
      delivery: 'effectively-once',
      idempotency,
    })
    const kit = consumerKit(dynamo)
    const handler = consumerHandler(declaration, kit.environment, { 'order.created': () => {} })
    const [event] = orderHistory('1', [])
    const replayed = (replay: object) => ({ of: { ...event!, metadata: { ...event!.metadata, ...replay } } })
    await deliver(handler, [{ of: event! }])
    await deliver(handler, [replayed({ replay_id: 'rpl_1' })])
    const again = replayed({ replay_id: 'rpl_2', replay_scope: 'rpl_2' })
    await deliver(handler, [again])
    await deliver(handler, [{ ...again, messageId: 'a copy of it' }])
    const outcomes = kit.outcomes.flat().map(({ outcome }) => outcome.kind)
    expect(outcomes).toEqual(['processed', 'duplicate', 'processed', 'duplicate'])
  },
)
