import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalog } from '../../../events/catalog.ts'
import { orderCreated } from '../../../events/order.ts'
import { productPriced } from '../../../events/product.ts'
import { analyticsConsumer } from '../../../lambdas/analytics/consumer.ts'
import { countEvent } from '../../../lambdas/analytics/count.ts'
import { type ConsumerFunction, consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { testTables } from '../../support/dynamodb.ts'
import { eventOf } from '../../support/messages.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

let kit: ServiceKit
let counting: ConsumerFunction
beforeAll(async () => {
  kit = await startServiceKit()
  const count = countEvent(kit.dynamo.client, testTables.state)
  counting = consumerHandler(analyticsConsumer, kit.consumerEnvironment, count, { catalog })
})
afterAll(() => kit.close())

const countersOf = async (subject: string, day: string) => {
  const { Items = [] } = await kit.dynamo.client.send(
    new QueryCommand({
      TableName: testTables.state,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `${subject}#${day}` } },
    }),
  )
  return Object.fromEntries(
    Items.map(({ sk, count, minor_units }) => [sk?.S, [Number(count?.N), Number(minor_units?.N)]]),
  )
}

describe('analytics', () => {
  it('counts events and sums totals by day, from many batches at once', async () => {
    const order = () => eventOf(orderCreated, { total: 0.1 })
    const nextDay = eventOf(orderCreated, {}, { timestamp: '2026-04-29T00:00:00.000Z' })
    const batches = Array.from({ length: 10 }, () => [order(), order(), eventOf(productPriced)])
    await Promise.all([...batches, [nextDay]].map((batch) => kit.deliver(counting, batch)))
    expect(await countersOf('events', '2026-04-28')).toEqual({
      'order.created': [20, Number.NaN],
      'product.priced': [10, Number.NaN],
    })
    expect(await countersOf('amounts', '2026-04-28')).toEqual({ 'order.created#USD': [20, 200] })
    expect(await countersOf('events', '2026-04-29')).toEqual({ 'order.created': [1, Number.NaN] })
  })
})
