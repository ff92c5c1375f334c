import type { Route } from '../runtime/declarations/routes.ts'

export const inventoryRoutes = [
  {
    method: 'PUT',
    path: '/products/{product_id}',
    operation: 'putProduct',
    summary: 'Name and price a product, new or known.',
  },
  {
    method: 'POST',
    path: '/products/{product_id}/stock',
    operation: 'restockProduct',
    summary: 'Add pieces to the stock of a product.',
  },
  {
    method: 'GET',
    path: '/products/{product_id}',
    operation: 'getProduct',
    summary: 'A product, its price and what there is of it.',
    access: 'anyone',
  },
] as const satisfies readonly Route[]
