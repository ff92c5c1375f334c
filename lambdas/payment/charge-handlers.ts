import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import { chargeOrder, refundOrder, refuseLateCharge } from './charge.ts'
import type { paymentCommandsConsumer, paymentConsumer } from './consumers.ts'
import type { CustomerAccounts } from './customer-accounts.ts'

export const paymentHandlers = (
  eventStore: EventStore,
  accounts: CustomerAccounts,
): HandlersOf<typeof paymentConsumer> => ({
  'order.created': (event, context) => chargeOrder(event.data, accounts, withStore(context, eventStore)),
  'order.cancelled': (event, context) => refuseLateCharge(event.data, withStore(context, eventStore)),
})

export const paymentCommandHandlers = (eventStore: EventStore): HandlersOf<typeof paymentCommandsConsumer> => ({
  refund_payment: (command, context) => refundOrder(command.data.order_id, withStore(context, eventStore)),
})

const withStore = ({ effects, clock, signal, wasOvertaken }: MessageContext, eventStore: EventStore) => ({
  effects,
  clock,
  signal,
  wasOvertaken,
  eventStore,
})
