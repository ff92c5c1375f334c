import type { Route } from '../runtime/declarations/routes.ts'

/** Commands only: queries on orders belong to the order view. */
export const orderRoutes = [
  {
    method: 'POST',
    path: '/orders',
    operation: 'createOrder',
    summary: 'Place an order at the current prices.',
    access: 'owner',
  },
  {
    method: 'POST',
    path: '/orders/{order_id}/cancel',
    operation: 'cancelOrder',
    summary: 'Cancel an order that is still pending.',
    access: 'owner',
  },
  {
    method: 'POST',
    path: '/orders/{order_id}/status',
    operation: 'updateOrderStatus',
    summary: 'Move a confirmed order on: shipped, then delivered.',
  },
] as const satisfies readonly Route[]
