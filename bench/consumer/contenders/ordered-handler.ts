import { orderCreated } from '../../../events/order.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { OnDeadLetter } from '../../../lambdas/runtime/declarations/parking.ts'

/** An ordered consumer with its telemetry on, of which nothing is held. */
export const orderedHandler = (onDeadLetter: OnDeadLetter) =>
  consumerHandler(
    defineConsumer({
      name: 'bench',
      subscribesTo: [orderCreated],
      ordering: 'aggregate',
      delivery: 'effectively-once',
      idempotency: 'atomic',
      onDeadLetter,
    }),
    systemConsumerEnvironment(),
    {
      'order.created': ({ data, timestamp }, { effects }) => {
        effects.put({
          TableName: 'state',
          Item: {
            pk: { S: data.order_id },
            sk: { S: 'order' },
            customer_id: { S: data.customer_id },
            total: { N: String(data.total) },
            currency: { S: data.currency },
            status: { S: 'pending' },
            created_at: { S: timestamp },
          },
        })
      },
    },
  )
