import { inventoryRejected, inventoryReleased, inventoryReserved } from '../../events/inventory.ts'
import { notificationSent } from '../../events/notification.ts'
import { orderEvents } from '../../events/order.ts'
import { paymentEvents } from '../../events/payment.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Keeps the order document, which is also the index of orders by customer. */
export const orderViewConsumer = defineConsumer({
  name: 'order-view',
  subscribesTo: orderEvents,
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: 'write' },
})

/** Keeps the denormalized summary from the streams of four services, in any order of arrival. */
export const orderSummaryConsumer = defineConsumer({
  name: 'order-summary',
  subscribesTo: [
    ...orderEvents,
    ...paymentEvents,
    inventoryReserved,
    inventoryRejected,
    inventoryReleased,
    notificationSent,
  ],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: 'write' },
  entry: 'summary-handler.ts',
})
