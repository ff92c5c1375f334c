import { afterAll, beforeAll, beforeEach } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { type ConsumerKit, consumerKit } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

export let dynamo: TestDynamoDb
/** New for each test. */
export let kit: ConsumerKit
/** Another one for each test. */
export let event: ReturnType<typeof orderCreatedEvent>

let next = 1

/** Each file calls it: a worker loads this module once for all files, so hooks set at loading would be the first one's alone. */
export function setUpKit(): void {
  beforeAll(async () => {
    dynamo = await startTestDynamoDb()
  })
  afterAll(() => dynamo.close())
  beforeEach(() => {
    kit = consumerKit(dynamo, undefined, next)
    event = orderCreatedEvent(nextNumber())
    dynamo.calls.length = 0
    dynamo.faults.length = 0
  })
}

/** A number that no event of this file has had. */
export const nextNumber = () => next++

export const declare = (options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({
    name: 'failing',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    ...options,
  }) as ReturnType<typeof typed>
const typed = () => defineConsumer({ name: 'failing', subscribesTo: [orderCreated], delivery: 'at-least-once' })

export const failingWith = (error: unknown, options?: Partial<ConsumerOptions>) =>
  consumerHandler(declare(options), kit.environment, {
    'order.created': () => {
      throw error
    },
  })
