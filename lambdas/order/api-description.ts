import * as z from 'zod/mini'
import { timestamp } from '../../events/envelope.ts'
import { amount, currencyCode } from '../../events/fields.ts'
import { customerId, orderId, productId } from '../../events/ids.ts'
import { cancellationReason, orderLine } from '../../events/order.ts'
import { describeApi, type ProblemDescription } from '../runtime/declarations/api-description.ts'
import { violationMembers } from '../runtime/http/common-problems.ts'
import { cancellationBody, orderBody, orderPath, statusBody } from './requests.ts'
import { orderRoutes } from './routes.ts'

const status = z.enum(['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'])

const placedOrder = z.object({
  order_id: orderId,
  customer_id: customerId,
  items: z.array(orderLine),
  total: amount,
  currency: currencyCode,
  status,
  created_at: timestamp,
  reason: z.optional(cancellationReason),
  /** Sequence of the last event in it. */
  version: z.int().check(z.positive()),
})

const request = { customer_id: 'cust_ada', currency: 'USD', items: [{ product_id: 'prod_mug', quantity: 2 }] }
const path = { order_id: 'ord_456' }
const placed = {
  ...path,
  ...request,
  items: [{ product_id: 'prod_mug', quantity: 2, price: 12.5 }],
  total: 25,
  status: 'pending',
  created_at: '2026-04-28T10:30:00.000Z',
  version: 1,
}

const orderNotFound: ProblemDescription = { code: 'order_not_found', status: 404, meaning: 'There is no such order' }

const statusNotAllowed: ProblemDescription = {
  code: 'status_not_allowed',
  status: 409,
  meaning: 'The status of the order does not permit this change; `allowed` lists the statuses that it can change to',
  members: { current_status: status, requested_status: status, allowed: z.array(status) },
}

const invalid = (code: string, meaning: string): ProblemDescription => ({
  code,
  status: 422,
  meaning,
  members: violationMembers,
})

export const orderApi = describeApi(orderRoutes, {
  schemas: { PlacedOrder: placedOrder, CancellationReason: cancellationReason, OrderLine: orderLine },
  operations: {
    createOrder: {
      request: { body: orderBody },
      waits: true,
      example: { body: request },
      responses: {
        201: {
          description: 'Placed, after one durable write; with `Prefer: wait=N`, ended.',
          schema: placedOrder,
          example: placed,
          headers: { location: 'Where the order is.' },
        },
        202: {
          description: 'Placed, and still pending after the time that the caller wished to wait.',
          schema: placedOrder,
          example: placed,
          headers: { location: 'Where the order is.' },
        },
      },
      problems: [
        { code: 'not_your_own', status: 403, meaning: 'The request names another customer than its caller' },
        {
          code: 'too_many_products',
          status: 400,
          meaning: 'So many different products cannot be reserved at once',
          members: { max_products: z.int() },
        },
        {
          code: 'price_changed',
          status: 409,
          meaning: 'The price of a line is out of date; `current_prices` has the current ones',
          members: {
            current_prices: z.array(z.object({ product_id: productId, price: amount, currency: currencyCode })),
          },
        },
        invalid('product_unknown', 'A product is not known, or has no price yet'),
        invalid('currency_mismatch', 'A product is not sold in this currency'),
        invalid('price_invalid', 'A stated price is no amount of this currency'),
        invalid('total_too_large', 'The total is more than can be counted exactly'),
      ],
    },
    cancelOrder: {
      request: { path: orderPath, body: cancellationBody },
      example: { path, body: { reason: 'I changed my mind.' } },
      responses: {
        200: {
          description: 'Cancelled; what was charged and reserved is given back.',
          schema: placedOrder,
          example: {
            ...placed,
            status: 'cancelled',
            reason: { code: 'customer_request', message: 'I changed my mind.' },
            version: 2,
          },
        },
      },
      problems: [orderNotFound, statusNotAllowed],
    },
    updateOrderStatus: {
      request: { path: orderPath, body: statusBody },
      example: { path, body: { status: 'shipped' } },
      responses: {
        200: {
          description: 'The order in its new status.',
          schema: placedOrder,
          example: { ...placed, status: 'shipped', version: 3 },
        },
      },
      problems: [orderNotFound, statusNotAllowed],
    },
  },
})
