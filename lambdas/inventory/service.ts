import { defineService } from '../runtime/declarations/service.ts'
import { inventoryApi } from './api-description.ts'
import { inventoryCommandsConsumer, inventoryConsumer } from './consumers.ts'
import { reservation } from './reservation.ts'
import { inventoryRoutes } from './routes.ts'

/** Products and their stock. Its table holds one item per product: price and quantities. */
export const inventoryService = defineService({
  name: 'inventory',
  table: {},
  consumers: [inventoryConsumer, inventoryCommandsConsumer],
  aggregates: [reservation],
  api: { routes: inventoryRoutes, description: inventoryApi, uses: { eventStore: 'append', table: ['get', 'update'] } },
})
