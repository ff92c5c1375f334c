import { orderConfirmed } from '../../../events/order.ts'
import type { HandlersOf } from '../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'

export const shippingConsumer = defineConsumer({
  name: 'shipping',
  subscribesTo: [orderConfirmed],
  delivery: 'effectively-once',
  idempotency: 'lease',
  ambiguousClaim: 'retry',
  breakers: ['carrier'],
})

/** A carrier's API; it takes an idempotency key, as most do. */
export interface Carrier {
  book(orderId: string, options: { readonly idempotencyKey: string; readonly signal: AbortSignal }): Promise<void>
}

export const shippingHandlers = (carrier: Carrier): HandlersOf<typeof shippingConsumer> => ({
  'order.confirmed': async ({ data }, { breaker, idempotencyKey, signal, step }) => {
    await step('book', () => breaker('carrier').run(() => carrier.book(data.order_id, { idempotencyKey, signal })))
  },
})
