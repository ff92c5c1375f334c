import type { Route } from '../runtime/declarations/routes.ts'

export const customerRoutes = [
  {
    method: 'POST',
    path: '/customers',
    operation: 'registerCustomer',
    summary: 'Register a customer.',
    access: 'owner',
  },
  {
    method: 'PUT',
    path: '/customers/{customer_id}',
    operation: 'updateCustomer',
    summary: 'Replace the profile of a customer.',
    access: 'owner',
  },
] as const satisfies readonly Route[]
