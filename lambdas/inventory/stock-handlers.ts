import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import type { inventoryCommandsConsumer, inventoryConsumer } from './consumers.ts'
import { refuseLateReservation, releaseStock, reserveStock, type Stock, shipStock } from './reserve.ts'

export const inventoryHandlers = (eventStore: EventStore, stock: Stock): HandlersOf<typeof inventoryConsumer> => ({
  'order.created': (event, context) => reserveStock(event.data, stock, withStore(context, eventStore)),
  'order.status_updated': ({ data }, context) => {
    if (data.status === 'shipped') return shipStock(data.order_id, stock, withStore(context, eventStore))
  },
  'order.cancelled': (event, context) => refuseLateReservation(event.data.order_id, withStore(context, eventStore)),
})

export const inventoryCommandHandlers = (
  eventStore: EventStore,
  stock: Stock,
): HandlersOf<typeof inventoryCommandsConsumer> => ({
  release_stock: (command, context) => releaseStock(command.data.order_id, stock, withStore(context, eventStore)),
})

const withStore = ({ effects, clock, signal, wasOvertaken }: MessageContext, eventStore: EventStore) => ({
  effects,
  clock,
  signal,
  wasOvertaken,
  eventStore,
})
