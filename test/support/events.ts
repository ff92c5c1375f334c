import type { EventOf } from '../../events/define-event.ts'
import { orderCreated } from '../../events/order.ts'

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** A valid, always equal event id; they sort by number. */
export const testEventId = (number: number): string => `evt_${hex(number, 8)}-7b0a-7cc3-8f0e-${hex(number, 12)}`

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
