import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { amount, currencyCode } from './fields.ts'
import { accountId, customerId, orderId, paymentId } from './ids.ts'

const description = { aggregate: 'payment', producer: 'payment-service' } as const

/** Made of the order's id: one order has one payment, and whoever knows the order can find it. */
export const paymentIdOf = (orderId: string): string => orderId.replace(/^ord_/, 'pay_')

const charge = {
  payment_id: paymentId,
  order_id: orderId,
  customer_id: customerId,
  account_id: accountId,
  amount,
  currency: currencyCode,
}

const chargeExample = {
  payment_id: 'pay_456',
  order_id: 'ord_456',
  customer_id: 'cust_789',
  account_id: 'acc_1',
  amount: 59.98,
  currency: 'USD',
}

export const paymentProcessed = defineEvent({
  ...description,
  type: 'payment.processed',
  meaning: "The order's total was charged to the customer's account.",
  schema: z.object(charge),
  example: chargeExample,
})

export const paymentFailed = defineEvent({
  ...description,
  type: 'payment.failed',
  meaning: 'The order could not be charged; nothing was taken.',
  schema: z.object({
    payment_id: paymentId,
    order_id: orderId,
    customer_id: customerId,
    amount,
    currency: currencyCode,
    reason: z.enum(['insufficient_funds', 'no_account', 'currency_mismatch', 'order_cancelled']),
  }),
  example: {
    payment_id: 'pay_456',
    order_id: 'ord_456',
    customer_id: 'cust_789',
    amount: 59.98,
    currency: 'USD',
    reason: 'insufficient_funds',
  },
})

export const paymentRefunded = defineEvent({
  ...description,
  type: 'payment.refunded',
  meaning: 'A charge was given back in full, because its order was cancelled.',
  schema: z.object(charge),
  example: chargeExample,
})

export const paymentEvents = [paymentProcessed, paymentFailed, paymentRefunded]
