import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { inventoryOperations } from './operations.ts'
import { inventoryRoutes } from './routes.ts'
import { createStockTable } from './stock-table.ts'

const environment = systemApiEnvironment()
const tableName = variable('STATE_TABLE')
const stock = { tableName, table: createStockTable(environment.items, tableName) }

export const handler = apiHandler(inventoryRoutes, environment, inventoryOperations(stock))
