import { expireCheckout } from '../../events/commands/checkout.ts'
import { inventoryRejected, inventoryReleased, inventoryReserved } from '../../events/inventory.ts'
import { orderCancelled, orderConfirmed, orderCreated } from '../../events/order.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../events/payment.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** The process manager: leads every order to exactly one end, whatever the order of arrival. */
export const checkoutConsumer = defineConsumer({
  name: 'checkout',
  subscribesTo: [
    orderCreated,
    orderConfirmed,
    orderCancelled,
    paymentProcessed,
    paymentFailed,
    paymentRefunded,
    inventoryReserved,
    inventoryRejected,
    inventoryReleased,
  ],
  delivery: 'effectively-once',
  // Its state tells what it has heard: a fact that comes again changes nothing, and sends nothing.
  idempotency: 'versioned',
  // EventBridge Scheduler: an order must not be left without its deadline because that was away.
  retry: 'downstream',
  uses: { table: ['get', 'put'], commands: true, schedules: 'checkout-commands' },
})

/** Takes the deadline that the process manager set for itself. */
export const checkoutCommandsConsumer = defineConsumer({
  name: 'checkout-commands',
  accepts: [expireCheckout],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: {
    table: ['get', 'put'],
    commands: true,
    facts: [paymentProcessed, paymentFailed, inventoryReserved, inventoryRejected],
  },
  entry: 'commands-handler.ts',
})
