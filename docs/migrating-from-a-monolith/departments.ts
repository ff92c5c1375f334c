import type { DataOf } from '../../events/define-event.ts'
import type { orderCreated } from '../../events/order.ts'

export type Order = DataOf<typeof orderCreated>

/** What the shop does when an order comes in, besides keeping it. `key` is the same each time for the same order. */
export interface Departments {
  sendMail(order: Order, key: string): Promise<void>
  recordSale(order: Order, key: string): Promise<void>
}

export interface Shop {
  placeOrder(order: Order): Promise<void>
}
