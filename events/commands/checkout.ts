import * as z from 'zod/mini'
import { defineCommand } from '../define-command.ts'
import { orderId } from '../ids.ts'

export const expireCheckout = defineCommand({
  type: 'expire_checkout',
  addressee: 'checkout-commands',
  sentBy: 'schedule',
  meaning: 'The deadline of a checkout has passed: cancel the order unless it has ended.',
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})
