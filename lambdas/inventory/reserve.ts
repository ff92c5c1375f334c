import type { Update } from '@aws-sdk/client-dynamodb'
import { MAX_RESERVED_PRODUCTS, reservationIdOf } from '../../events/inventory.ts'
import { decideAndAppendNew, decideAndAppendSecond } from '../runtime/commands/decide-and-append.ts'
import type { StoreContext } from '../runtime/commands/store-context.ts'
import { isNewStream } from '../runtime/event-store/is-new-stream.ts'
import { type Line, mergeLines, shortagesOf } from './lines.ts'
import { type ReservationCommand, reservation } from './reservation.ts'
import type { ScarceProducts } from './scarce.ts'
import { putBack, type StockTable, setAside, takeOut } from './stock-table.ts'

export interface Stock {
  readonly table: StockTable
  readonly tableName: string
}

/** The stock for the consumer of orders, which also notes scarce products. */
export interface OrderedStock extends Stock {
  readonly scarce: ScarceProducts
}

interface Order {
  readonly order_id: string
  readonly items: readonly Line[]
}

/**
 * Stages the reservation of all lines of an order with `inventory.reserved`, or `inventory.rejected` with what is
 * missing. It stages nothing for an order that was answered before, or cancelled before it was seen here. None of this is read
 * beforehand, because a new order hardly ever has an answer and most orders find what they want: conditions of the commit say if it is
 * otherwise, and then this is decided again on what is read.
 *
 *     set aside, each line on condition that there is enough ──commit──► reserved
 *                                                                │ not enough
 *                       reserve, or reject with what is missing ◄── read what is available ◄── a product was short a moment ago
 *
 * An order is only ever rejected by what was read. A product that was short lately is read at once, so that a sold-out one does not cost
 * each of its orders a refused transaction.
 */
export async function reserveStock(order: Order, stock: OrderedStock, context: StoreContext): Promise<void> {
  const id = reservationIdOf(order.order_id)
  const merged = mergeLines(order.items)
  if (merged.length > MAX_RESERVED_PRODUCTS) {
    if (!context.wasOvertaken || (await isUnanswered(id, context))) {
      decideAndAppendNew(reservation, id, answerTo(order, 'too many'), context)
    }
    return
  }
  const { isOpen, shortages } = await lookAt(id, merged, stock, context)
  if (!isOpen) return
  const command = answerTo(order, shortages)
  decideAndAppendNew(reservation, id, command, context)
  if (command.type !== 'reserve') return
  for (const line of merged) context.effects.update(setAside(stock.tableName, line))
}

/**
 * What an order is decided on. Nothing is read, and an open reservation and enough stock are assumed, unless an earlier decision on this
 * order was refused or a product was short lately.
 */
async function lookAt(id: string, merged: readonly Line[], { table, scarce }: OrderedStock, context: StoreContext) {
  const { wasOvertaken, signal, clock } = context
  const products = merged.map((line) => line.product_id)
  if (!wasOvertaken && !scarce.mayBeShort(products, clock.now())) return { isOpen: true, shortages: [] }
  const [isOpen, available] = await Promise.all([
    wasOvertaken ? isUnanswered(id, context) : true,
    table.availableOf(products, signal),
  ])
  const shortages = shortagesOf(merged, available)
  scarce.learn(products, new Set(shortages.map(({ product_id }) => product_id)), clock.now())
  return { isOpen, shortages }
}

/** Events are unordered: marks an order that was cancelled before its creation came in, so that it reserves nothing. */
export async function refuseLateReservation(orderId: string, context: StoreContext): Promise<void> {
  const id = reservationIdOf(orderId)
  if (await isUnanswered(id, context)) {
    decideAndAppendNew(reservation, id, { type: 'reject', orderId, reason: 'order_cancelled' }, context)
  }
}

const isUnanswered = (id: string, { eventStore, signal }: StoreContext): Promise<boolean> =>
  isNewStream(eventStore, reservation, id, signal)

/**
 * Stages the return of what an order has set aside, with `inventory.released`; nothing, if there is nothing (any more).
 * @throws {DomainError} `reservation_unknown`: nobody asks for a release before the reservation is stored.
 */
export function releaseStock(orderId: string, stock: Stock, context: StoreContext): Promise<void> {
  return endReservation(orderId, { type: 'release' }, (line) => putBack(stock.tableName, line), context)
}

/**
 * Stages that what an order has set aside leaves the stock, with `inventory.shipped`; nothing, if it has left already.
 * @throws {DomainError} `reservation_unknown`: only a confirmed order is shipped, and only a reserved one is confirmed.
 */
export function shipStock(orderId: string, stock: Stock, context: StoreContext): Promise<void> {
  return endReservation(orderId, { type: 'ship' }, (line) => takeOut(stock.tableName, line), context)
}

async function endReservation(
  orderId: string,
  command: ReservationCommand,
  toUpdate: (line: Line) => Update,
  context: StoreContext,
): Promise<void> {
  const { events, state } = await decideAndAppendSecond(reservation, reservationIdOf(orderId), command, context)
  if (events.length === 0 || !('lines' in state)) return
  for (const line of mergeLines(state.lines)) context.effects.update(toUpdate(line))
}

function answerTo(order: Order, shortages: ReturnType<typeof shortagesOf> | 'too many'): ReservationCommand {
  const orderId = order.order_id
  if (shortages === 'too many') return { type: 'reject', orderId, reason: 'too_many_products' }
  if (shortages.length > 0) return { type: 'reject', orderId, reason: 'out_of_stock', shortages }
  const lines = order.items.map(({ product_id, quantity }) => ({ product_id, quantity }))
  return { type: 'reserve', orderId, lines }
}
