import { defineService } from '../runtime/declarations/service.ts'
import { orderViewApi } from './api-description.ts'
import { orderSummaryConsumer, orderViewConsumer } from './consumers.ts'
import { orderIndexes } from './indexes.ts'
import { orderDocument } from './order-document.ts'
import { orderSummary } from './order-summary.ts'
import { orderViewRoutes } from './routes.ts'

export const orderViewService = defineService({
  name: 'order-view',
  table: { indexes: orderIndexes },
  consumers: [orderViewConsumer, orderSummaryConsumer],
  readModels: [orderDocument, orderSummary],
  api: {
    routes: orderViewRoutes,
    description: orderViewApi,
    uses: { table: 'read', eventStore: 'read', streams: ['order'] },
  },
})
