import { orderCreated } from '../../../events/order.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { type ConsumerOptions, defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'

/** A consumer of this pipeline with its telemetry on, which puts one row for each order: the same work for every contender. */
export const putOrderHandler = (options: Pick<ConsumerOptions, 'ordering' | 'onDeadLetter'> = {}) =>
  consumerHandler(
    defineConsumer({
      name: 'bench',
      subscribesTo: [orderCreated],
      delivery: 'effectively-once',
      idempotency: 'atomic',
      ...options,
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
