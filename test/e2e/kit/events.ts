import { v7 } from 'uuid'

/** A valid `order.created` as EventBridge hands it to a queue, with any change to envelope or data. */
export function orderCreatedEvent(change: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  const orderId = `ord_${v7()}`
  const event = {
    event_id: `evt_${v7()}`,
    event_type: 'order.created',
    version: 1,
    timestamp: new Date().toISOString(),
    aggregate_type: 'order',
    aggregate_id: orderId,
    sequence: 1,
    data: {
      order_id: orderId,
      customer_id: 'cust_789',
      items: [{ product_id: 'prod_1', quantity: 2, price: 29.99 }],
      total: 59.98,
      currency: 'USD',
      ...data,
    },
    metadata: { source: 'order-service', correlation_id: `req_${v7()}`, causation_id: 'cmd_123' },
    ...change,
  }
  return event
}

/** The wrapping that an EventBridge rule puts around an envelope on its way to a queue. */
export const fromEventBridge = (event: { event_type?: unknown }) =>
  JSON.stringify({
    version: '0',
    id: v7(),
    'detail-type': event.event_type ?? '',
    source: 'order-service',
    account: '000000000000',
    time: new Date().toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: event,
  })
