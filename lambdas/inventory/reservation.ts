import type { DataOf } from '../../events/define-event.ts'
import {
  inventoryRejected,
  inventoryReleased,
  inventoryReserved,
  inventoryShipped,
  reservationIdOf,
} from '../../events/inventory.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'
import type { Line, Shortage } from './lines.ts'

export type ReservationState =
  | { readonly status: 'none' | 'rejected' }
  | { readonly status: 'reserved' | 'released' | 'shipped'; readonly orderId: string; readonly lines: readonly Line[] }

export type ReservationCommand =
  | { readonly type: 'reserve'; readonly orderId: string; readonly lines: readonly Line[] }
  | {
      readonly type: 'reject'
      readonly orderId: string
      readonly reason: DataOf<typeof inventoryRejected>['reason']
      readonly shortages?: readonly Shortage[]
    }
  | { readonly type: 'release' }
  | { readonly type: 'ship' }

/**
 * The goods that one order has set aside: once, all lines or none, and then either given back or shipped, at most once. A command that
 * repeats what has been decided changes nothing. Refusals: `reservation_unknown` (a release, or a shipment, of what was
 * never asked for).
 */
export const reservation = defineAggregate({
  type: 'reservation',
  events: [inventoryReserved, inventoryRejected, inventoryReleased, inventoryShipped],
  stateVersion: 2,
  snapshotEvery: 'never',
  initial: { status: 'none' } as ReservationState,
  decide,
  evolve: (_, event): ReservationState => {
    switch (event.event_type) {
      case 'inventory.reserved':
        return { status: 'reserved', orderId: event.data.order_id, lines: event.data.lines }
      case 'inventory.rejected':
        return { status: 'rejected' }
      case 'inventory.released':
        return { status: 'released', orderId: event.data.order_id, lines: event.data.lines }
      case 'inventory.shipped':
        return { status: 'shipped', orderId: event.data.order_id, lines: event.data.lines }
    }
  },
})

function decide(command: ReservationCommand, state: ReservationState): readonly EventDraft[] {
  if (command.type === 'release' || command.type === 'ship') {
    if (state.status === 'none') throw new DomainError('reservation_unknown', 'Nothing was asked for that order yet.')
    if (state.status !== 'reserved') return []
    const end = command.type === 'release' ? inventoryReleased : inventoryShipped
    return [draft(end, toData(state.orderId, state.lines))]
  }
  if (state.status !== 'none') return []
  const { orderId } = command
  if (command.type === 'reserve') return [draft(inventoryReserved, toData(orderId, command.lines))]
  const { reason, shortages = [] } = command
  const rejected = { reservation_id: reservationIdOf(orderId), order_id: orderId, reason, shortages: [...shortages] }
  return [draft(inventoryRejected, rejected)]
}

const toData = (orderId: string, lines: readonly Line[]) => ({
  reservation_id: reservationIdOf(orderId),
  order_id: orderId,
  lines: [...lines],
})
