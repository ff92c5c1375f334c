import { cancelOrder, confirmOrder, recordOrderOutcome } from '../../events/commands/order.ts'
import { productPriced } from '../../events/product.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Keeps the order service's own copy of every price: placing an order calls nobody. */
export const orderPricesConsumer = defineConsumer({
  name: 'order-prices',
  subscribesTo: [productPriced],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['put'] },
  entry: 'prices-handler.ts',
})

/** Carries out what the checkout decided about an order. */
export const orderCommandsConsumer = defineConsumer({
  name: 'order-commands',
  accepts: [confirmOrder, cancelOrder],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { eventStore: 'append', commands: true },
  entry: 'commands-handler.ts',
})

/** Takes the replies for requests that wait for the outcome of their order (`Prefer: wait`). */
export const orderRepliesConsumer = defineConsumer({
  name: 'order-replies',
  accepts: [recordOrderOutcome],
  delivery: 'effectively-once',
  idempotency: 'unique-key',
  uses: { table: ['put'] },
  entry: 'replies-handler.ts',
})
