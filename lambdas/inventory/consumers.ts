import { releaseStock } from '../../events/commands/inventory.ts'
import { orderCancelled, orderCreated, orderStatusUpdated } from '../../events/order.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Sets aside all lines of each new order, or none; marks orders that were cancelled before it saw them; ships. */
export const inventoryConsumer = defineConsumer({
  name: 'inventory',
  subscribesTo: [orderCreated, orderCancelled, orderStatusUpdated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { eventStore: 'append', table: ['get', 'update'] },
})

/** Puts back what was set aside, when the checkout asks for it. */
export const inventoryCommandsConsumer = defineConsumer({
  name: 'inventory-commands',
  accepts: [releaseStock],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { eventStore: 'append', table: ['update'] },
  entry: 'commands-handler.ts',
})
