import { withEventStore } from '../runtime/commands/with-event-store.ts'
import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import { chargeOrder, refundOrder, refuseLateCharge } from './charge.ts'
import type { paymentCommandsConsumer, paymentConsumer } from './consumers.ts'
import type { CustomerAccounts } from './customer-accounts.ts'

export const paymentHandlers = (
  eventStore: EventStore,
  accounts: CustomerAccounts,
): HandlersOf<typeof paymentConsumer> => ({
  'order.created': (event, context) => chargeOrder(event.data, accounts, withEventStore(context, eventStore)),
  'order.cancelled': (event, context) => refuseLateCharge(event.data, withEventStore(context, eventStore)),
})

export const paymentCommandHandlers = (eventStore: EventStore): HandlersOf<typeof paymentCommandsConsumer> => ({
  refund_payment: (command, context) => refundOrder(command.data.order_id, withEventStore(context, eventStore)),
})
