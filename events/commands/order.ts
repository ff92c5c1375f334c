import * as z from 'zod/mini'
import { defineCommand } from '../define-command.ts'
import { orderId } from '../ids.ts'
import { cancellationReason } from '../order.ts'

export const confirmOrder = defineCommand({
  type: 'confirm_order',
  addressee: 'order-commands',
  meaning: 'Confirm an order that is paid and whose stock is reserved.',
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})

export const cancelOrder = defineCommand({
  type: 'cancel_order',
  addressee: 'order-commands',
  meaning: 'Cancel an order that is still pending.',
  schema: z.object({ order_id: orderId, reason: cancellationReason }),
  example: { order_id: 'ord_456', reason: { code: 'deadline_passed' } },
})

export const recordOrderOutcome = defineCommand({
  type: 'record_order_outcome',
  addressee: 'order-replies',
  meaning: 'Tell whoever placed this order and waits (Prefer: wait) how it has ended.',
  schema: z.object({ order_id: orderId, status: z.enum(['confirmed', 'cancelled', 'shipped', 'delivered']) }),
  example: { order_id: 'ord_456', status: 'confirmed' },
})
