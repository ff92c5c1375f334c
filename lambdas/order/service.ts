import { defineService } from '../runtime/declarations/service.ts'
import { orderApi } from './api-description.ts'
import { orderCommandsConsumer, orderPricesConsumer, orderRepliesConsumer } from './consumers.ts'
import { order } from './order.ts'
import { orderRoutes } from './routes.ts'

/** Orders, event-sourced. Its table holds the service's own copy of the price list, and replies. */
export const orderService = defineService({
  name: 'order',
  table: {},
  consumers: [orderPricesConsumer, orderCommandsConsumer, orderRepliesConsumer],
  aggregates: [order],
  // Prefer: wait may hold a request for 20 s; a cancellation by the customer leaves its reply in the table.
  api: {
    routes: orderRoutes,
    description: orderApi,
    uses: { eventStore: 'append', table: ['get', 'put'] },
    waits: true,
    timeoutSeconds: 28,
  },
})
