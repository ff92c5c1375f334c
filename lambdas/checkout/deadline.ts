import { createHash } from 'node:crypto'
import { expireCheckout } from '../../events/commands/checkout.ts'
import type { Sendable } from '../../events/define-command.ts'
import type { EventOf } from '../../events/define-event.ts'
import type { orderCreated } from '../../events/order.ts'
import type { Deadline } from '../runtime/deadlines/deadlines.ts'
import { isoTime } from '../runtime/system/clock.ts'

/** A time that is over cannot be scheduled. */
const SOONEST_MS = 1000

type Created = EventOf<typeof orderCreated>

/** From the order's creation, not from when it was seen here; epoch milliseconds. */
const dueAt = ({ timestamp }: Pick<Created, 'timestamp'>, deadlineSeconds: number): number =>
  Date.parse(timestamp) + deadlineSeconds * 1000

/**
 * Whether the deadline of an order has passed.
 * @param event its creation; or a later event, for which the deadline has passed by then at the latest.
 */
export const isOverdue = (event: Pick<Created, 'timestamp'>, deadlineSeconds: number, now: number): boolean =>
  dueAt(event, deadlineSeconds) <= now

/** The name of an order's deadline, and of nothing else, so that whatever stands under it may be removed when the order has ended. */
export const deadlineNameOf = (orderId: string): string => `checkout-${shortKey(orderId)}`

/** @param deadlineSeconds from the order's creation. */
export function deadlineOf(event: Created, deadlineSeconds: number, now: number): Deadline {
  const { order_id } = event.data
  const key = shortKey(order_id)
  const definition = expireCheckout satisfies Sendable
  return {
    name: deadlineNameOf(order_id),
    at: Math.max(dueAt(event, deadlineSeconds), now + SOONEST_MS),
    command: {
      command_id: `cmd_expire-${key}`,
      command_type: definition.type,
      timestamp: isoTime(now),
      data: definition.parse({ order_id }) as Record<string, unknown>,
      metadata: {
        source: 'checkout-service',
        correlation_id: event.metadata.correlation_id,
        causation_id: event.event_id,
        ...(event.metadata.traceparent !== undefined && { traceparent: event.metadata.traceparent }),
      },
    },
  }
}

/** A schedule's name has 64 characters at most: the order's id where it fits, else a digest of it. */
const shortKey = (orderId: string): string =>
  orderId.length <= 55 ? orderId : createHash('sha256').update(orderId).digest('hex').slice(0, 40)
