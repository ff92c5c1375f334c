import * as z from 'zod/mini'
import { defineCommand } from '../define-command.ts'
import { orderId } from '../ids.ts'

export const releaseStock = defineCommand({
  type: 'release_stock',
  addressee: 'inventory-commands',
  meaning: 'Put back what was set aside for an order, once.',
  schema: z.object({ order_id: orderId }),
  example: { order_id: 'ord_456' },
})
