import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { CheckoutStore } from './checkout-store.ts'
import type { checkoutCommandsConsumer, checkoutConsumer } from './consumers.ts'
import { type Deadlines, deadlineOf } from './deadline.ts'
import { type CheckoutEvent, explanationOf, messagesIn } from './incoming.ts'
import { advanceCheckout } from './process.ts'
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
  const receive = (event: CheckoutEvent, context: MessageContext) =>
    advanceCheckout(event.data.order_id, messagesIn(event), explanationOf(event), store, context)
  const take = async (event: CheckoutEvent, context: MessageContext) => {
    await receive(event, context)
  }
  return {
    'order.created': async (event, context) => {
      const state = await receive(event, context)
      // Before the commit, so that no checkout can stand without its deadline; a deadline without checkout is harmless.
      if (!hasEnded(state)) await deadlines.set(deadlineOf(event, deadlineSeconds, context.clock.now()))
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
  expire_checkout: async (command, context) => {
    await advanceCheckout(command.data.order_id, ['expire_checkout'], undefined, store, context)
  },
})
