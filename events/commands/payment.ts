import * as z from 'zod/mini'
import { defineCommand } from '../define-command.ts'
import { orderId } from '../ids.ts'

export const refundPayment = defineCommand({
  type: 'refund_payment',
  addressee: 'payment-commands',
  meaning: 'Give back what was charged for an order, once.',
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})
