import type { EventDefinition } from '../../events/define-event.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { inventoryRejected, inventoryReserved, reservationIdOf } from '../../events/inventory.ts'
import { paymentFailed, paymentIdOf, paymentProcessed } from '../../events/payment.ts'
import type { StreamKind } from '../runtime/aggregate/aggregate.ts'
import type { StreamReader } from '../runtime/event-store/event-store.ts'
import type { CheckoutEvent } from './incoming.ts'

/** The decisions of payment and inventory about an order, read from their own records: their events may not have arrived here yet. */
export interface Decisions {
  /** Strongly consistent: what was stored before the call is in it. At most one event of each. */
  of(orderId: string, signal?: AbortSignal): Promise<readonly CheckoutEvent[]>
}

/** A decision stands first in its stream, and nothing undoes it. */
const kindOf = (events: readonly EventDefinition[]): StreamKind => ({
  type: events[0]?.aggregate ?? '',
  events: new Map(events.map((event) => [event.type, event])),
})

const payment = kindOf([paymentProcessed, paymentFailed])
const reservation = kindOf([inventoryReserved, inventoryRejected])

/**
 * The streams are the facts that the services' events are published from. Reading them asks nobody and waits for nobody:
 * it works while payment, inventory, the relay or the bus is down, and it cannot be behind, as every queue can.
 */
export const storedDecisions = (eventStore: StreamReader): Decisions => ({
  of: async (orderId, signal) => {
    const first = await Promise.all([
      eventStore.first(payment, paymentIdOf(orderId), signal),
      eventStore.first(reservation, reservationIdOf(orderId), signal),
    ])
    return first.filter((event): event is EventEnvelope & CheckoutEvent => event !== undefined)
  },
})
