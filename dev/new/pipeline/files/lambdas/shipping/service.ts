import { defineService } from '../runtime/declarations/service.ts'
import { shippingApi } from './api-description.ts'
import { parcel } from './parcel.ts'
import { shippingRoutes } from './routes.ts'

/** Ships parcels, and states that it has. Who wants to know subscribes to `parcel.shipped`. */
export const shippingService = defineService({
  name: 'shipping',
  consumers: [],
  aggregates: [parcel],
  api: { routes: shippingRoutes, description: shippingApi, uses: { eventStore: 'append' } },
})
