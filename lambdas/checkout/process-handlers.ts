import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { Deadlines } from '../runtime/deadlines/deadlines.ts'
import type { CheckoutStore } from './checkout-store.ts'
import type { checkoutCommandsConsumer, checkoutConsumer } from './consumers.ts'
import { deadlineOf, isOverdue } from './deadline.ts'
import { storedDecisions } from './decisions.ts'
import type { CheckoutEvent } from './incoming.ts'
import { advanceCheckout, expireCheckout } from './process.ts'
import { hasEnded } from './state-machine.ts'

export interface CheckoutDependencies {
  readonly store: CheckoutStore
  readonly deadlines: Deadlines
  readonly deadlineSeconds: number
}

export function checkoutHandlers({
  store,
  deadlines,
  deadlineSeconds,
}: CheckoutDependencies): HandlersOf<typeof checkoutConsumer> {
  const take = (event: CheckoutEvent, context: MessageContext) => advanceCheckout(event, store, context)
  return {
    'order.created': async (event, { clock, signal }) => {
      const now = clock.now()
      // An order that has just been created has hardly ever ended; an old event, as a replay brings it, is looked up.
      if (isOverdue(event, deadlineSeconds, now)) {
        const { state } = await store.load(event.data.order_id, signal)
        if (hasEnded(state)) return
      }
      await deadlines.set(deadlineOf(event, deadlineSeconds, now))
    },
    'order.confirmed': take,
    'order.cancelled': take,
    'payment.processed': take,
    'payment.failed': take,
    'payment.refunded': take,
    'inventory.reserved': take,
    'inventory.rejected': take,
    'inventory.released': take,
  }
}

export const checkoutCommandHandlers = (store: CheckoutStore): HandlersOf<typeof checkoutCommandsConsumer> => ({
  expire_checkout: ({ data }, context) =>
    expireCheckout(data.order_id, store, storedDecisions(context.eventStore), context),
})
