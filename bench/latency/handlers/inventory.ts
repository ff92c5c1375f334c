import { inventoryConsumer } from '../../../lambdas/inventory/consumers.ts'
import { createScarceProducts } from '../../../lambdas/inventory/scarce.ts'
import { inventoryHandlers } from '../../../lambdas/inventory/stock-handlers.ts'
import { createStockTable } from '../../../lambdas/inventory/stock-table.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { systemEventStore } from '../../../lambdas/runtime/event-store/system-event-store.ts'
import { calling } from './calling.ts'

const environment = systemConsumerEnvironment()
const tableName = process.env.STATE_TABLE ?? ''
const handlers = inventoryHandlers({
  tableName,
  table: createStockTable(environment.items, tableName),
  scarce: createScarceProducts(),
})

const eventStore = systemEventStore(environment)

export const handler = consumerHandler(
  inventoryConsumer,
  { ...environment, eventStore },
  {
    ...handlers,
    'order.created': calling('inventory', handlers['order.created']),
  },
)
