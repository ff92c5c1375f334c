import { refundPayment } from '../../events/commands/payment.ts'
import { orderCancelled, orderCreated } from '../../events/order.ts'
import { defineConsumer } from '../runtime/declarations/consumer.ts'
import { accountStatement } from './statement.ts'

/** Charges each new order to its customer's account; marks orders that were cancelled before it saw them. */
export const paymentConsumer = defineConsumer({
  name: 'payment',
  subscribesTo: [orderCreated, orderCancelled],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { eventStore: 'append', table: ['get', 'query'] },
})

/** Gives back what was charged, when the checkout asks for it. */
export const paymentCommandsConsumer = defineConsumer({
  name: 'payment-commands',
  accepts: [refundPayment],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { eventStore: 'append' },
  entry: 'commands-handler.ts',
})

/** Read model behind `GET /accounts/{account_id}/statement`. */
export const accountStatementConsumer = defineConsumer({
  name: 'account-statement',
  subscribesTo: accountStatement.events,
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['get', 'update'] },
  entry: 'statement-handler.ts',
})
