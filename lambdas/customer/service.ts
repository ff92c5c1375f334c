import { defineService } from '../runtime/declarations/service.ts'
import { customerApi } from './api-description.ts'
import { customer } from './customer.ts'
import { customerRoutes } from './routes.ts'

/** Facts about customers. Their events carry the full state; nobody asks this service back. */
export const customerService = defineService({
  name: 'customer',
  consumers: [],
  aggregates: [customer],
  api: { routes: customerRoutes, description: customerApi, uses: { eventStore: 'append' } },
})
