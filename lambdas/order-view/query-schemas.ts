import * as z from 'zod/mini'
import { customerId, orderId } from '../../events/ids.ts'
import { orderStatuses } from './order-document.ts'

const DEFAULT_PAGE = 20

/** Parameters of a query arrive as text. */
const limit = z.pipe(
  z._default(
    z.string().check(z.regex(/^([1-9][0-9]?|100)$/, 'must be a whole number from 1 to 100')),
    String(DEFAULT_PAGE),
  ),
  z.transform(Number),
)

const cursor = z.optional(z.string().check(z.maxLength(1000)))

export const orderPath = z.object({ order_id: orderId })

export const orderQuery = z.strictObject({
  as_of: z.optional(
    z.iso.datetime({ offset: true, error: 'must be a time as ISO 8601, e.g. 2026-04-28T10:30:00.000Z' }),
  ),
})

export const pageQuery = z.strictObject({ limit, cursor })

export const ordersQuery = z.strictObject({
  customer_id: customerId,
  status: z.optional(z.enum(orderStatuses)),
  limit,
  cursor,
})

export const noQuery = z.strictObject({})
