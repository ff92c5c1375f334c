import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { createReadModelReader } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { paymentOperations } from './operations.ts'
import { paymentRoutes } from './routes.ts'
import { accountStatement } from './statement.ts'

const environment = systemApiEnvironment()
const table = variable('STATE_TABLE')
const statements = createReadModelReader(accountStatement, {
  client: environment.dynamo,
  table,
  clock: environment.effects.clock,
})

export const handler = apiHandler(paymentRoutes, environment, paymentOperations({ table, statements }))
