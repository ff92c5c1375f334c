import { orderCreated } from '../../../events/order.ts'
import type { HandlersOf } from '../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'

export const loyaltyConsumer = defineConsumer({
  name: 'loyalty',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { table: 'write' },
})

/** Points are added, not set: done twice, it would show. */
export const loyaltyHandlers = (table: string): HandlersOf<typeof loyaltyConsumer> => ({
  'order.created': ({ data }, { effects }) => {
    effects.update({
      TableName: table,
      Key: { pk: { S: data.customer_id }, sk: { S: 'points' } },
      UpdateExpression: 'ADD points :points',
      ExpressionAttributeValues: { ':points': { N: String(Math.floor(data.total)) } },
    })
  },
})
