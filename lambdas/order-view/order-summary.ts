import type * as z from 'zod/mini'
import type { EventOf } from '../../events/define-event.ts'
import { inventoryRejected, inventoryReleased, inventoryReserved, inventoryShipped } from '../../events/inventory.ts'
import { notificationSent } from '../../events/notification.ts'
import { type cancellationReason, type orderCreated, orderEvents } from '../../events/order.ts'
import { paymentEvents } from '../../events/payment.ts'
import { defineReadModel, type PartValues } from '../runtime/declarations/define-read-model.ts'
import type { Part, Parts } from '../runtime/declarations/parts.ts'
import type { OrderStatus } from './order-document.ts'

interface Placed {
  readonly customer_id: string
  readonly total: number
  readonly currency: string
  readonly line_count: number
  readonly piece_count: number
}

interface Standing {
  readonly status: OrderStatus
  readonly reason?: z.infer<typeof cancellationReason>
}

interface PaymentState {
  readonly payment_id: string
  readonly status: 'processed' | 'failed' | 'refunded'
  readonly reason?: string
}

interface ReservationState {
  readonly reservation_id: string
  readonly status: 'reserved' | 'rejected' | 'released' | 'shipped'
  readonly reason?: string
}

interface Notification {
  readonly template: string
  readonly channel: string
  /** Absent in what was projected before the subject was stated; a rebuild adds it. */
  readonly subject?: string
}

type At<Value> = Value & { readonly at: string }

/** One page about an order: what each service has said about it so far. */
export interface OrderSummary extends Placed, Standing {
  readonly order_id: string
  readonly placed_at: string
  /** Time of the latest fact in it. */
  readonly updated_at: string
  readonly payment: At<PaymentState> | null
  readonly inventory: At<ReservationState> | null
  readonly notifications: readonly At<Notification>[]
}

/** Everything that is said about an order, by four services. */
export const orderSummaryEvents = [
  ...orderEvents,
  ...paymentEvents,
  inventoryReserved,
  inventoryRejected,
  inventoryReleased,
  inventoryShipped,
  notificationSent,
]

/** Each part is fed by one stream: the order's, the payment's, the reservation's, and one per notification. */
export const orderSummary = defineReadModel({
  name: 'order-summary',
  events: orderSummaryEvents,
  project: {
    'order.created': ({ data }) => ({
      id: data.order_id,
      parts: { placed: { value: toPlaced(data) }, status: { value: { status: 'pending' } satisfies Standing } },
    }),
    'order.confirmed': ({ data }) => status(data.order_id, { status: 'confirmed' }),
    'order.cancelled': ({ data }) => status(data.order_id, { status: 'cancelled', reason: data.reason }),
    'order.status_updated': ({ data }) => status(data.order_id, { status: data.status }),
    'payment.processed': ({ data }) => payment(data, { status: 'processed' }),
    'payment.failed': ({ data }) => payment(data, { status: 'failed', reason: data.reason }),
    'payment.refunded': ({ data }) => payment(data, { status: 'refunded' }),
    'inventory.reserved': ({ data }) => reservation(data, { status: 'reserved' }),
    'inventory.rejected': ({ data }) => reservation(data, { status: 'rejected', reason: data.reason }),
    'inventory.released': ({ data }) => reservation(data, { status: 'released' }),
    'inventory.shipped': ({ data }) => reservation(data, { status: 'shipped' }),
    'notification.sent': ({ data: { order_id, notification_id, template, channel, subject } }) => ({
      id: order_id,
      parts: {
        [`${NOTIFICATION}${notification_id}`]: { value: { template, channel, subject } satisfies Notification },
      },
    }),
  },
})

const NOTIFICATION = 'notification:'

/** Nothing as long as `order.created` has not been seen, whatever else has. */
export function toSummary(orderId: string, parts: Parts): OrderSummary | undefined {
  const { placed, status: standing } = parts
  if (!placed || !standing) return undefined
  return {
    order_id: orderId,
    ...(placed.value as Placed),
    ...(standing.value as Standing),
    placed_at: placed.at,
    updated_at: latest(Object.values(parts)),
    payment: withTime<PaymentState>(parts.payment),
    inventory: withTime<ReservationState>(parts.inventory),
    notifications: Object.keys(parts)
      .filter((name) => name.startsWith(NOTIFICATION))
      .map((name) => withTime<Notification>(parts[name]))
      .filter((one) => one !== null)
      .sort((left, right) => compare(left.at + left.template, right.at + right.template)),
  }
}

const toPlaced = (data: EventOf<typeof orderCreated>['data']): Placed => ({
  customer_id: data.customer_id,
  total: data.total,
  currency: data.currency,
  line_count: data.items.length,
  piece_count: data.items.reduce((sum, line) => sum + line.quantity, 0),
})

const status = (orderId: string, value: Standing): PartValues => ({ id: orderId, parts: { status: { value } } })

const payment = (
  data: { order_id: string; payment_id: string },
  state: Omit<PaymentState, 'payment_id'>,
): PartValues => ({
  id: data.order_id,
  parts: { payment: { value: { payment_id: data.payment_id, ...state } } },
})

const reservation = (
  data: { order_id: string; reservation_id: string },
  state: Omit<ReservationState, 'reservation_id'>,
): PartValues => ({
  id: data.order_id,
  parts: { inventory: { value: { reservation_id: data.reservation_id, ...state } } },
})

const withTime = <Value extends object>(part: Part | undefined): At<Value> | null =>
  part ? { ...(part.value as Value), at: part.at } : null

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const latest = (parts: readonly Part[]): string =>
  parts
    .map((part) => part.at)
    .toSorted()
    .at(-1) ?? ''
