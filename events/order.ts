import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { amount, currencyCode, quantity, text } from './fields.ts'
import { customerId, orderId, productId } from './ids.ts'

const description = { aggregate: 'order', producer: 'order-service' } as const

export const orderLine = z.object({ product_id: productId, quantity, price: amount })

/** Why an order was cancelled. `code` is stable; `message` is for people. */
export const cancellationReason = z.object({
  code: z.enum(['customer_request', 'payment_failed', 'out_of_stock', 'deadline_passed']),
  message: z.optional(text),
})

export const orderCreated = defineEvent({
  ...description,
  type: 'order.created',
  meaning: 'A customer has placed an order; it awaits payment and stock.',
  schema: z.object({
    order_id: orderId,
    customer_id: customerId,
    items: z.array(orderLine).check(z.minLength(1), z.maxLength(100)),
    total: amount,
    currency: currencyCode,
  }),
  example: {
    order_id: 'ord_456',
    customer_id: 'cust_789',
    items: [{ product_id: 'prod_1', quantity: 2, price: 29.99 }],
    total: 59.98,
    currency: 'USD',
  },
})

export const orderConfirmed = defineEvent({
  ...description,
  type: 'order.confirmed',
  meaning: 'The order is paid and its stock is reserved.',
  schema: z.object({ order_id: orderId, customer_id: customerId, total: amount, currency: currencyCode }),
  example: { order_id: 'ord_456', customer_id: 'cust_789', total: 59.98, currency: 'USD' },
})

export const orderCancelled = defineEvent({
  ...description,
  type: 'order.cancelled',
  meaning: 'The order will not be fulfilled; what was charged or reserved is given back.',
  schema: z.object({
    order_id: orderId,
    customer_id: customerId,
    total: amount,
    currency: currencyCode,
    reason: cancellationReason,
  }),
  example: {
    order_id: 'ord_456',
    customer_id: 'cust_789',
    total: 59.98,
    currency: 'USD',
    reason: { code: 'payment_failed', message: 'insufficient_funds' },
  },
})

export const orderStatusUpdated = defineEvent({
  ...description,
  type: 'order.status_updated',
  meaning: 'A confirmed order has moved on: shipped, then delivered.',
  schema: z.object({
    order_id: orderId,
    customer_id: customerId,
    previous_status: z.enum(['confirmed', 'shipped']),
    status: z.enum(['shipped', 'delivered']),
  }),
  example: { order_id: 'ord_456', customer_id: 'cust_789', previous_status: 'confirmed', status: 'shipped' },
})

export const orderEvents = [orderCreated, orderConfirmed, orderCancelled, orderStatusUpdated]
