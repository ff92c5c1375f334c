import type { EventOf } from '../../events/define-event.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { orderConfirmed, orderCreated, orderStatusUpdated } from '../../events/order.ts'
import { anEvent, testEventId } from './any-event.ts'

export { anEvent, testEventId } from './any-event.ts'

/** A valid `order.created`, the same for the same number: order `ord_<number>`, sequence 1. */
export const orderCreatedEvent = (
  number: number,
  change: Partial<EventOf<typeof orderCreated>> = {},
): EventOf<typeof orderCreated> => ({
  event_id: testEventId(number),
  event_type: 'order.created',
  version: 1,
  timestamp: '2026-01-01T00:00:00.000Z',
  aggregate_type: 'order',
  aggregate_id: `ord_${number}`,
  sequence: 1,
  data: { ...orderCreated.example, order_id: `ord_${number}` },
  metadata: { source: 'order-service', correlation_id: `req_${number}`, causation_id: `req_${number}` },
  ...change,
})

/** A valid `order.confirmed`, sequence 2 of order `ord_<number>`. */
export const orderConfirmedEvent = (number: number): EventEnvelope => ({
  ...anEvent(number, 'order.confirmed', 2, { ...orderConfirmed.example, order_id: `ord_${number}` }),
  aggregate_id: `ord_${number}`,
})

/** Valid events 1 to `length` of order `ord_<number>`: created, confirmed, then changes of its status. */
export const orderHistory = (number: number, length: number): EventEnvelope[] =>
  [
    orderCreatedEvent(number),
    orderConfirmedEvent(number),
    ...Array.from({ length: Math.max(0, length - 2) }, (_, index) => ({
      ...anEvent(number, 'order.status_updated', index + 3, {
        ...orderStatusUpdated.example,
        order_id: `ord_${number}`,
      }),
      aggregate_id: `ord_${number}`,
    })),
  ]
    .slice(0, length)
    .map((event, index) => ({ ...event, event_id: testEventId(number * 1000 + index) }))
