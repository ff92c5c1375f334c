import type * as z from 'zod/mini'
import type { DataOf, EventOf } from '../../events/define-event.ts'
import { type cancellationReason, type orderCreated, orderEvents } from '../../events/order.ts'
import { defineReadModel, type PartValue, type PartValues } from '../runtime/declarations/define-read-model.ts'
import type { Parts } from '../runtime/declarations/parts.ts'
import { orderIndexes } from './indexes.ts'

export const orderStatuses = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** The lines of the order: stated once, by `order.created`. */
type Placed = DataOf<typeof orderCreated>

interface Standing {
  readonly status: OrderStatus
  /** Why it was cancelled. */
  readonly reason?: z.infer<typeof cancellationReason>
}

/** The order as callers see it. */
export interface OrderDocument extends Placed, Standing {
  readonly created_at: string
  readonly updated_at: string
  /** Sequence of the last event in it. */
  readonly version: number
}

export const orderDocument = defineReadModel({
  name: 'order-view',
  events: orderEvents,
  indexes: orderIndexes,
  project: {
    'order.created': (event) => ({
      id: event.data.order_id,
      parts: { placed: placed(event), status: standing(event.data.customer_id, { status: 'pending' }) },
    }),
    'order.confirmed': ({ data }) => moved(data, { status: 'confirmed' }),
    'order.cancelled': ({ data }) => moved(data, { status: 'cancelled', reason: data.reason }),
    'order.status_updated': ({ data }) => moved(data, { status: data.status }),
  },
})

/** Nothing as long as `order.created` has not been seen. */
export function toOrder({ placed, status }: Parts): OrderDocument | undefined {
  if (!placed || !status) return undefined
  return {
    ...(placed.value as Placed),
    ...(status.value as Standing),
    created_at: placed.at,
    updated_at: status.at,
    version: status.sequence,
  }
}

const placed = ({ data, timestamp }: EventOf<typeof orderCreated>): PartValue => ({
  value: data,
  indexed: { customer: data.customer_id, created: `${timestamp}#${data.order_id}` },
})

const standing = (customerId: string, value: Standing): PartValue => ({
  value,
  indexed: { customer_status: customerAndStatus(customerId, value.status) },
})

const moved = (order: { order_id: string; customer_id: string }, value: Standing): PartValues => ({
  id: order.order_id,
  parts: { status: standing(order.customer_id, value) },
})

/** Partition of {@link orderIndexes}' second index. */
export const customerAndStatus = (customerId: string, status: OrderStatus): string => `${customerId}#${status}`
