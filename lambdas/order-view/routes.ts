import type { Route } from '../runtime/declarations/routes.ts'

/** Queries only: the commands on an order belong to the order service. */
export const orderViewRoutes = [
  {
    method: 'GET',
    path: '/orders',
    operation: 'listOrders',
    summary: "A customer's orders, newest first",
    access: 'owner',
  },
  {
    method: 'GET',
    path: '/orders/{order_id}',
    operation: 'getOrder',
    summary: 'An order, now or as it was',
    access: 'owner',
  },
  {
    method: 'GET',
    path: '/orders/{order_id}/events',
    operation: 'listOrderEvents',
    summary: 'The history of an order, oldest first',
    access: 'owner',
  },
  {
    method: 'GET',
    path: '/orders/{order_id}/summary',
    operation: 'getOrderSummary',
    summary: 'An order with its payment, stock and notifications on one page',
    access: 'owner',
  },
] as const satisfies readonly Route[]
