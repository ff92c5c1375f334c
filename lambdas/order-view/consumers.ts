import { orderEvents } from '../../events/order.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'
import { orderSummaryEvents } from './order-summary.ts'

/** Keeps the order document, which is also the index of orders by customer. */
export const orderViewConsumer = defineConsumer({
  name: 'order-view',
  subscribesTo: orderEvents,
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['get', 'update'] },
})

/**
 * Keeps the denormalized summary from the streams of four services, in any order of arrival. What is said of one order within a few
 * seconds comes in one batch, and is one write.
 */
export const orderSummaryConsumer = defineConsumer({
  name: 'order-summary',
  subscribesTo: orderSummaryEvents,
  delivery: 'effectively-once',
  idempotency: 'versioned',
  batchSize: 100,
  batchWindowSeconds: 5,
  uses: { table: ['get', 'update'] },
  entry: 'summary-handler.ts',
})
