import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { systemEventStore } from '../runtime/event-store/system-event-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { inventoryConsumer } from './consumers.ts'
import { createScarceProducts } from './scarce.ts'
import { inventoryHandlers } from './stock-handlers.ts'
import { createStockTable } from './stock-table.ts'

const environment = systemConsumerEnvironment()
const tableName = variable('STATE_TABLE')
const table = createStockTable(environment.items, tableName)
const stock = { tableName, table, scarce: createScarceProducts() }

// Nearly every message is decided against its stream, so the store is loaded at the start, not with the first read.
const eventStore = systemEventStore(environment)

export const handler = consumerHandler(inventoryConsumer, { ...environment, eventStore }, inventoryHandlers(stock))
