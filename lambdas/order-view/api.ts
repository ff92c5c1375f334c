import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { createReadModelReader } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { orderDocument } from './order-document.ts'
import { orderSummary } from './order-summary.ts'
import { orderQueries } from './queries.ts'
import { orderViewRoutes } from './routes.ts'

const environment = systemApiEnvironment()
const store = { client: environment.dynamo, table: variable('STATE_TABLE'), clock: environment.effects.clock }

export const handler = apiHandler(
  orderViewRoutes,
  environment,
  orderQueries({
    orders: createReadModelReader(orderDocument, store),
    summaries: createReadModelReader(orderSummary, store),
  }),
)
