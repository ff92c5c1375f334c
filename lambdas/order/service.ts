import { defineService } from '../runtime/declarations/service.ts'
import { orderCommandsConsumer, orderPricesConsumer } from './consumers.ts'
import { orderRoutes } from './routes.ts'

/** Orders, event-sourced. Its table holds the service's own copy of the price list. */
export const orderService = defineService({
  name: 'order',
  table: {},
  consumers: [orderPricesConsumer, orderCommandsConsumer],
  api: { routes: orderRoutes, uses: { eventStore: 'append', table: 'read' } },
})
