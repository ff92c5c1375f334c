import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { quantity } from './fields.ts'
import { orderId, productId, reservationId } from './ids.ts'

/**
 * Different products in one reservation, at most: all of an order are set aside in one DynamoDB transaction, which takes
 * 100 items, and beside one per product it holds the event and the dedup marker.
 */
export const MAX_RESERVED_PRODUCTS = 98

/** Made of the order's id: one order has one reservation, and whoever knows the order can find it. */
export const reservationIdOf = (orderId: string): string => orderId.replace(/^ord_/, 'res_')

const reservation = { aggregate: 'reservation', producer: 'inventory-service' } as const

const stockLine = z.object({ product_id: productId, quantity })
const lines = z.array(stockLine).check(z.minLength(1), z.maxLength(100))

const example = {
  reservation_id: 'res_456',
  order_id: 'ord_456',
  lines: [{ product_id: 'prod_1', quantity: 2 }],
}

export const inventoryReserved = defineEvent({
  ...reservation,
  type: 'inventory.reserved',
  meaning: 'All lines of an order are set aside.',
  schema: z.object({ reservation_id: reservationId, order_id: orderId, lines }),
  example,
})

export const inventoryRejected = defineEvent({
  ...reservation,
  type: 'inventory.rejected',
  meaning: 'At least one line of an order was not in stock, so none was set aside.',
  schema: z.object({
    reservation_id: reservationId,
    order_id: orderId,
    reason: z.enum(['out_of_stock', 'too_many_products', 'order_cancelled']),
    shortages: z.array(
      z.object({
        product_id: productId,
        /** Quantity that all lines with this product ask for together. */
        requested: z.int().check(z.positive()),
        available: z.int().check(z.nonnegative()),
      }),
    ),
  }),
  example: {
    reservation_id: 'res_456',
    order_id: 'ord_456',
    reason: 'out_of_stock',
    shortages: [{ product_id: 'prod_1', requested: 2, available: 1 }],
  },
})

export const inventoryReleased = defineEvent({
  ...reservation,
  type: 'inventory.released',
  meaning: 'What was set aside for a cancelled order is back in stock.',
  schema: z.object({ reservation_id: reservationId, order_id: orderId, lines }),
  example,
})

export const inventoryShipped = defineEvent({
  ...reservation,
  type: 'inventory.shipped',
  meaning: 'What was set aside for an order has left the stock.',
  schema: z.object({ reservation_id: reservationId, order_id: orderId, lines }),
  example,
})

export const inventoryRestocked = defineEvent({
  aggregate: 'stock',
  producer: 'inventory-service',
  type: 'inventory.restocked',
  meaning: 'Pieces of a product came into stock.',
  forTheRecord: true,
  schema: z.object({ product_id: productId, quantity }),
  example: { product_id: 'prod_1', quantity: 100 },
})

export const inventoryEvents = [
  inventoryReserved,
  inventoryRejected,
  inventoryReleased,
  inventoryShipped,
  inventoryRestocked,
]
