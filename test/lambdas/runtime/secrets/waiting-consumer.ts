import { orderConfirmed } from '../../../../events/order.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import type { Secret } from '../../../../lambdas/runtime/secrets/secret.ts'

export const waitingConsumer = defineConsumer({
  name: 'charges',
  subscribesTo: [orderConfirmed],
  delivery: 'effectively-once',
  idempotency: 'lease',
  retry: 'downstream',
  uses: { secrets: ['payment-provider'] },
})

const isRefused = (error: unknown): boolean => (error as { readonly status?: number }).status === 401

/** Sends with the key, and once more with a newer one where the downstream refuses it. */
export const consumerHandlersOf = (
  key: Secret,
  send: (key: string) => Promise<void>,
): HandlersOf<typeof waitingConsumer> => ({
  'order.confirmed': async () => {
    const value = await key.value()
    try {
      await send(value)
    } catch (error) {
      if (!isRefused(error)) throw error
      await send(await key.insteadOf(value))
    }
  },
})
