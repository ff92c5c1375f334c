import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { inventoryOperations } from './operations.ts'
import { inventoryRoutes } from './routes.ts'
import { createStockTable } from './stock-table.ts'

const environment = systemApiEnvironment()
const tableName = process.env.STATE_TABLE ?? ''
const stock = { tableName, table: createStockTable(environment.items, tableName) }

export const handler = apiHandler(inventoryRoutes, environment, inventoryOperations(stock))
