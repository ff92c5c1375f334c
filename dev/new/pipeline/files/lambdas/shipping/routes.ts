import type { Route } from '../runtime/declarations/routes.ts'

export const shippingRoutes = [
  { method: 'POST', path: '/parcels', operation: 'shipParcel', summary: 'Ship a parcel.', access: 'anyone' },
] as const satisfies readonly Route[]
