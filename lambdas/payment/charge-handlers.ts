import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import { chargeOrder, refundOrder, refuseLateCharge } from './charge.ts'
import type { paymentCommandsConsumer, paymentConsumer } from './consumers.ts'
import type { CustomerAccounts } from './customer-accounts.ts'

export const paymentHandlers = (accounts: CustomerAccounts): HandlersOf<typeof paymentConsumer> => ({
  'order.created': (event, context) => chargeOrder(event.data, accounts, context),
  'order.cancelled': (event, context) => refuseLateCharge(event.data, context),
})

export const paymentCommandHandlers: HandlersOf<typeof paymentCommandsConsumer> = {
  refund_payment: (command, context) => refundOrder(command.data.order_id, context),
}
