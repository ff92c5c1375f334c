import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { inventoryCommandsConsumer, inventoryConsumer } from './consumers.ts'
import {
  type OrderedStock,
  refuseLateReservation,
  releaseStock,
  reserveStock,
  type Stock,
  shipStock,
} from './reserve.ts'

export const inventoryHandlers = (stock: OrderedStock): HandlersOf<typeof inventoryConsumer> => ({
  'order.created': (event, context) => reserveStock(event.data, stock, context),
  'order.status_updated': ({ data }, context) => {
    if (data.status === 'shipped') return shipStock(data.order_id, stock, context)
  },
  'order.cancelled': (event, context) => refuseLateReservation(event.data.order_id, context),
})

export const inventoryCommandHandlers = (stock: Stock): HandlersOf<typeof inventoryCommandsConsumer> => ({
  release_stock: (command, context) => releaseStock(command.data.order_id, stock, context),
})
