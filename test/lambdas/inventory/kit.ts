import { inventoryCommandsConsumer, inventoryConsumer } from '../../../lambdas/inventory/consumers.ts'
import { inventoryOperations } from '../../../lambdas/inventory/operations.ts'
import { inventoryRoutes } from '../../../lambdas/inventory/routes.ts'
import { createScarceProducts } from '../../../lambdas/inventory/scarce.ts'
import { inventoryCommandHandlers, inventoryHandlers } from '../../../lambdas/inventory/stock-handlers.ts'
import { createStockTable } from '../../../lambdas/inventory/stock-table.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { callApi } from '../../support/call-documented-api.ts'
import { testTables } from '../../support/dynamodb.ts'
import { startServiceKit } from '../../support/service-kit.ts'

/** The inventory service as a whole, wired as its handlers wire it. */
export async function startInventory() {
  const kit = await startServiceKit()
  const { consumerEnvironment } = kit
  const tableName = testTables.state
  const stock = { tableName, table: createStockTable(kit.items, tableName), scarce: createScarceProducts() }
  const api = apiHandler(inventoryRoutes, kit.apiEnvironment('inventory'), inventoryOperations(stock))
  const path = (product_id: string) => ({ path: { product_id } })
  const put = (id: string, json: object) => callApi(api, 'PUT /products/{product_id}', { ...path(id), json })
  const restock = (id: string, json: object) => callApi(api, 'POST /products/{product_id}/stock', { ...path(id), json })
  return {
    ...kit,
    put,
    restock,
    get: (id: string) => callApi(api, 'GET /products/{product_id}', path(id)),
    /** A priced product with so many pieces. */
    stocked: async (id: string, quantity: number) => {
      await put(id, { name: 'Espresso cup', price: 29.99, currency: 'USD' })
      if (quantity > 0) await restock(id, { quantity })
    },
    orders: consumerHandler(inventoryConsumer, consumerEnvironment, inventoryHandlers(stock)),
    commands: consumerHandler(inventoryCommandsConsumer, consumerEnvironment, inventoryCommandHandlers(stock)),
  }
}

export type InventoryKit = Awaited<ReturnType<typeof startInventory>>
