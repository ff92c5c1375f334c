import type { output } from 'zod/mini'
import type { DataOf } from '../../events/define-event.ts'
import {
  type cancellationReason,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderEvents,
  orderStatusUpdated,
} from '../../events/order.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'
import { type OrderRequest, type PriceList, priceOrder } from './pricing.ts'

export type OrderStatus = 'pending' | 'confirmed' | 'cancelled' | 'shipped' | 'delivered'

export type CancellationReason = output<typeof cancellationReason>

interface PlacedOrder extends DataOf<typeof orderCreated> {
  readonly status: OrderStatus
  /** ISO 8601. */
  readonly created_at: string
  readonly reason?: CancellationReason
}

export type OrderState = { readonly status: 'none' } | PlacedOrder

export type OrderCommand =
  | { readonly type: 'create'; readonly order_id: string; readonly request: OrderRequest; readonly prices: PriceList }
  | { readonly type: 'confirm' }
  | { readonly type: 'cancel'; readonly reason: CancellationReason }
  | { readonly type: 'update-status'; readonly status: string }

/**
 * The allowed changes of status. Only the checkout may confirm; a pending order ends confirmed or cancelled, never both.
 *
 *     pending ──► confirmed ──► shipped ──► delivered
 *        └──────► cancelled
 */
const nextStatus = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['shipped'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>

/**
 * An order, from its placement to its end.
 * Refusals: `order_not_found`, `order_exists`, `status_not_allowed`, and those of {@link priceOrder}.
 */
export const order = defineAggregate({
  type: 'order',
  events: orderEvents,
  stateVersion: 1,
  snapshotEvery: 'never',
  initial: { status: 'none' } as OrderState,
  decide,
  evolve: (state, event): OrderState => {
    switch (event.event_type) {
      case 'order.created':
        return { ...event.data, status: 'pending', created_at: event.timestamp }
      case 'order.confirmed':
        return { ...(state as PlacedOrder), status: 'confirmed' }
      case 'order.cancelled':
        return { ...(state as PlacedOrder), status: 'cancelled', reason: event.data.reason }
      case 'order.status_updated':
        return { ...(state as PlacedOrder), status: event.data.status }
    }
  },
})

function decide(command: OrderCommand, state: OrderState): readonly EventDraft[] {
  if (command.type === 'create') {
    if (state.status !== 'none') throw new DomainError('order_exists', `${command.order_id} has been placed already.`)
    return [draft(orderCreated, { order_id: command.order_id, ...priceOrder(command.request, command.prices) })]
  }
  if (state.status === 'none') {
    throw new DomainError('order_not_found', 'There is no such order.', { kind: 'not-found' })
  }
  const { order_id, customer_id, total, currency } = state
  switch (command.type) {
    case 'confirm':
      assertAllowed(state, 'confirmed')
      return [draft(orderConfirmed, { order_id, customer_id, total, currency })]
    case 'cancel':
      assertAllowed(state, 'cancelled')
      return [draft(orderCancelled, { order_id, customer_id, total, currency, reason: command.reason })]
    case 'update-status': {
      const step = steps.find(({ from, to }) => from === state.status && to === command.status)
      if (!step) throw notAllowed(state, command.status)
      return [draft(orderStatusUpdated, { order_id, customer_id, previous_status: step.from, status: step.to })]
    }
  }
}

/** The steps of {@link nextStatus} that have no command of their own. */
const steps = [
  { from: 'confirmed', to: 'shipped' },
  { from: 'shipped', to: 'delivered' },
] as const

function assertAllowed(state: PlacedOrder, status: OrderStatus): void {
  const allowed: readonly OrderStatus[] = nextStatus[state.status]
  if (!allowed.includes(status)) throw notAllowed(state, status)
}

function notAllowed({ status }: PlacedOrder, requested: string): DomainError {
  const hint = status === 'pending' ? ' It is confirmed by its checkout, and cancelled by the cancel command.' : ''
  return new DomainError('status_not_allowed', `An order that is ${status} cannot be made ${requested}.${hint}`, {
    details: { current_status: status, requested_status: requested, allowed: nextStatus[status] },
    // A pending order does not stay so: its checkout ends that by itself, within moments.
    isFinal: status !== 'pending',
  })
}
