import { withEventStore } from '../runtime/commands/with-event-store.ts'
import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import type { inventoryCommandsConsumer, inventoryConsumer } from './consumers.ts'
import { refuseLateReservation, releaseStock, reserveStock, type Stock, shipStock } from './reserve.ts'

export const inventoryHandlers = (eventStore: EventStore, stock: Stock): HandlersOf<typeof inventoryConsumer> => ({
  'order.created': (event, context) => reserveStock(event.data, stock, withEventStore(context, eventStore)),
  'order.status_updated': ({ data }, context) => {
    if (data.status === 'shipped') return shipStock(data.order_id, stock, withEventStore(context, eventStore))
  },
  'order.cancelled': (event, context) =>
    refuseLateReservation(event.data.order_id, withEventStore(context, eventStore)),
})

export const inventoryCommandHandlers = (
  eventStore: EventStore,
  stock: Stock,
): HandlersOf<typeof inventoryCommandsConsumer> => ({
  release_stock: (command, context) => releaseStock(command.data.order_id, stock, withEventStore(context, eventStore)),
})
