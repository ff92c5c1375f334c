import { customerProfileUpdated, customerRegistered } from '../../events/customer.ts'
import { orderCancelled, orderConfirmed, orderCreated } from '../../events/order.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'

/** Mails the customer about each step of an order. The mail itself cannot join a transaction, hence the lease. */
export const notificationConsumer = defineConsumer({
  name: 'notification',
  subscribesTo: [orderCreated, orderConfirmed, orderCancelled],
  delivery: 'effectively-once',
  idempotency: 'lease',
  retry: 'downstream',
  breakers: ['ses'],
  uses: { eventStore: 'append', table: ['get'], email: true },
})

/** Keeps the service's own copy of names and addresses, so that it asks nobody. */
export const notificationCustomersConsumer = defineConsumer({
  name: 'notification-customers',
  subscribesTo: [customerRegistered, customerProfileUpdated],
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['put'] },
  entry: 'customers-handler.ts',
})
