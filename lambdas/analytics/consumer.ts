import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Counts events and sums amounts by day. A lost count is fine here; a slow or retried one is not. */
export const analyticsConsumer = defineConsumer({
  name: 'analytics',
  subscribesTo: '*',
  delivery: 'at-most-once',
  // Each batch is one update. A larger one would lose more counts when its function dies.
  batchSize: 100,
  batchWindowSeconds: 10,
  uses: { table: ['update'] },
})
