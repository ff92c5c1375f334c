import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Counts events and sums amounts by day. A lost count is fine here; a slow or retried one is not. */
export const analyticsConsumer = defineConsumer({
  name: 'analytics',
  subscribesTo: '*',
  delivery: 'at-most-once',
  uses: { table: ['update'] },
})
