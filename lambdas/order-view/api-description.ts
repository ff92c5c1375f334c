import * as z from 'zod/mini'
import { envelope, eventMetadata, timestamp } from '../../events/envelope.ts'
import { amount, currencyCode, text } from '../../events/fields.ts'
import { customerId, orderId, paymentId, reservationId } from '../../events/ids.ts'
import { cancellationReason, orderCreated, orderLine } from '../../events/order.ts'
import { describeApi, type ProblemDescription, pageParameters } from '../runtime/declarations/api-description.ts'
import { orderStatuses } from './order-document.ts'
import { noQuery, orderPath, orderQuery, ordersQuery, pageQuery } from './query-schemas.ts'
import { orderViewRoutes } from './routes.ts'

const standing = { status: z.enum(orderStatuses), reason: z.optional(cancellationReason) }
const count = z.int().check(z.nonnegative())
const nextCursor = z.nullable(z.string())

const order = z.object({
  order_id: orderId,
  customer_id: customerId,
  items: z.array(orderLine),
  total: amount,
  currency: currencyCode,
  ...standing,
  created_at: timestamp,
  updated_at: timestamp,
  version: z.int().check(z.positive()),
})

const orderPage = z.object({ orders: z.array(order), next_cursor: nextCursor })

const { source, correlation_id, causation_id } = eventMetadata.shape
const historyEvent = z.object({
  ...envelope.shape,
  metadata: z.object({ source, correlation_id, causation_id }),
})
const history = z.object({ events: z.array(historyEvent), next_cursor: nextCursor })

const said = { at: timestamp, reason: z.optional(z.string()) }
const orderSummary = z.object({
  order_id: orderId,
  customer_id: customerId,
  total: amount,
  currency: currencyCode,
  line_count: count,
  piece_count: count,
  ...standing,
  placed_at: timestamp,
  updated_at: timestamp,
  payment: z.nullable(
    z.object({ ...said, payment_id: paymentId, status: z.enum(['processed', 'failed', 'refunded']) }),
  ),
  inventory: z.nullable(
    z.object({
      ...said,
      reservation_id: reservationId,
      status: z.enum(['reserved', 'rejected', 'released', 'shipped']),
    }),
  ),
  notifications: z.array(
    z.object({ at: timestamp, template: z.string(), channel: z.string(), subject: z.optional(text) }),
  ),
})

const path = { order_id: 'ord_456' }
const at = '2026-04-28T10:30:00.000Z'
const owned = { ...path, customer_id: 'cust_ada' }
const standingExample = { status: 'confirmed', updated_at: '2026-04-28T10:30:01.000Z' } as const
const items = [{ product_id: 'prod_mug', quantity: 2, price: 12.5 }]
const orderExample = {
  ...owned,
  items,
  total: 25,
  currency: 'USD',
  ...standingExample,
  created_at: at,
  version: 2,
}
const eventExample = {
  event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
  event_type: orderCreated.type,
  version: 1,
  timestamp: at,
  aggregate_type: 'order',
  aggregate_id: 'ord_456',
  sequence: 1,
  data: { ...owned, items, total: 25, currency: 'USD' },
  metadata: { source: 'order-service', correlation_id: 'req_xyz', causation_id: 'cmd_123' },
}
const summaryExample = {
  ...owned,
  total: 25,
  currency: 'USD',
  line_count: 1,
  piece_count: 2,
  ...standingExample,
  placed_at: at,
  payment: { payment_id: 'pay_456', status: 'processed', at: '2026-04-28T10:30:00.400Z' },
  inventory: { reservation_id: 'res_456', status: 'reserved', at: '2026-04-28T10:30:00.500Z' },
  notifications: [
    {
      template: 'order_created',
      channel: 'email',
      subject: 'We have your order ord_456',
      at: '2026-04-28T10:30:00.600Z',
    },
  ],
}

const notFound: ProblemDescription = {
  code: 'not_found',
  status: 404,
  meaning: 'There is no such order, or was none at that time, or it is not yours',
}

export const orderViewApi = describeApi(orderViewRoutes, {
  schemas: {
    Order: order,
    OrderPage: orderPage,
    OrderHistory: history,
    OrderEvent: historyEvent,
    OrderSummary: orderSummary,
    CancellationReason: cancellationReason,
    OrderLine: orderLine,
  },
  operations: {
    listOrders: {
      request: { query: ordersQuery },
      parameters: {
        ...pageParameters,
        customer_id: { description: 'Whose orders.' },
        status: { description: 'Only orders in this status.' },
      },
      example: { query: { customer_id: 'cust_ada', limit: 20 } },
      responses: {
        200: { description: 'A page.', schema: orderPage, example: { orders: [orderExample], next_cursor: null } },
      },
      problems: [{ code: 'not_your_own', status: 403, meaning: 'The request names another customer than its caller' }],
    },
    getOrder: {
      request: { path: orderPath, query: orderQuery },
      parameters: { as_of: { description: 'The order as it was at this time.' } },
      example: { path },
      responses: { 200: { description: 'The order.', schema: order, example: orderExample } },
      problems: [notFound],
    },
    listOrderEvents: {
      request: { path: orderPath, query: pageQuery },
      parameters: pageParameters,
      example: { path, query: { limit: 20 } },
      responses: {
        200: { description: 'A page.', schema: history, example: { events: [eventExample], next_cursor: null } },
      },
      problems: [notFound],
    },
    getOrderSummary: {
      request: { path: orderPath, query: noQuery },
      example: { path },
      responses: { 200: { description: 'What each service has said.', schema: orderSummary, example: summaryExample } },
      problems: [notFound],
    },
  },
})
