import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { sampleProduct } from '../shop.ts'

/** An order that has lost its customer: by its schema it must have one, so every consumer of it refuses it. @param at epoch milliseconds. */
export function wrongOrder(at: number) {
  const ids = createIds({ now: () => at }, systemRandomBytes)
  const orderId = ids.next('ord')
  return {
    event_id: ids.next('evt'),
    event_type: 'order.created',
    version: 1,
    timestamp: new Date(at).toISOString(),
    aggregate_type: 'order',
    aggregate_id: orderId,
    sequence: 1,
    data: {
      order_id: orderId,
      customer_id: '',
      items: [{ product_id: sampleProduct.product_id, quantity: 1, price: sampleProduct.price }],
      total: sampleProduct.price,
      currency: sampleProduct.currency,
    },
    metadata: { source: 'order-service', correlation_id: ids.next('req'), causation_id: ids.next('cmd') },
  }
}

/** The message as a rule of EventBridge puts it into a queue. */
export const toEventBridge = (event: ReturnType<typeof wrongOrder>): string =>
  JSON.stringify({
    version: '0',
    id: event.event_id,
    'detail-type': event.event_type,
    source: event.metadata.source,
    account: '000000000000',
    time: event.timestamp,
    region: 'us-east-1',
    resources: [],
    detail: event,
  })
