import type { Route } from '../runtime/declarations/routes.ts'

export const customerRoutes = [
  { method: 'POST', path: '/customers', operation: 'registerCustomer', summary: 'Register a customer.' },
  {
    method: 'PUT',
    path: '/customers/{customer_id}',
    operation: 'updateCustomer',
    summary: 'Replace the profile of a customer.',
  },
] as const satisfies readonly Route[]
