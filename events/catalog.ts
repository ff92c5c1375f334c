import { accountEvents } from './account.ts'
import { expireCheckout } from './commands/checkout.ts'
import { releaseStock } from './commands/inventory.ts'
import { cancelOrder, confirmOrder, recordOrderOutcome } from './commands/order.ts'
import { refundPayment } from './commands/payment.ts'
import { customerEvents } from './customer.ts'
import { catalogOf } from './decode.ts'
import type { EventDefinition } from './define-event.ts'
import { inventoryEvents } from './inventory.ts'
import { notificationEvents } from './notification.ts'
import { orderEvents } from './order.ts'
import { paymentEvents } from './payment.ts'
import { productEvents } from './product.ts'

/** Every event type of the system, once. A new family is one file and one line here. */
export const allEvents: readonly EventDefinition[] = [
  ...productEvents,
  ...orderEvents,
  ...paymentEvents,
  ...inventoryEvents,
  ...accountEvents,
  ...customerEvents,
  ...notificationEvents,
]

export const catalog = catalogOf(allEvents)

/** Every command, each with its one addressee. */
export const allCommands = [confirmOrder, cancelOrder, recordOrderOutcome, refundPayment, releaseStock, expireCheckout]
