import * as z from 'zod/mini'
import { amount, currencyCode, quantity, text } from '../../events/fields.ts'
import { customerId, orderId, productId } from '../../events/ids.ts'

export const orderPath = z.object({ order_id: orderId })

export const orderBody = z.object({
  customer_id: customerId,
  currency: currencyCode,
  items: z
    .array(z.object({ product_id: productId, quantity, price: z.optional(amount) }))
    .check(z.minLength(1), z.maxLength(100)),
})

export const cancellationBody = z.optional(z.object({ reason: z.optional(text) }))

export const statusBody = z.object({ status: z.enum(['pending', 'confirmed', 'cancelled', 'shipped', 'delivered']) })
