import type { HandlersOf, MessageContext } from '../runtime/consumer/handlers.ts'
import type { Deadlines } from '../runtime/deadlines/deadlines.ts'
import type { CheckoutStore } from './checkout-store.ts'
import type { checkoutCommandsConsumer, checkoutConsumer } from './consumers.ts'
import { deadlineNameOf, deadlineOf, isOverdue } from './deadline.ts'
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
  const take = async (event: CheckoutEvent, context: MessageContext) => {
    const hasJustEnded = await advanceCheckout(event, store, context)
    // An event of long ago, as a replay or a backlog brings it, comes after the deadline: nothing is left to take back.
    if (!hasJustEnded || isOverdue(event, deadlineSeconds, context.clock.now())) return
    const name = deadlineNameOf(event.data.order_id)
    context.afterCommit('take the deadline back', (signal) => deadlines.takeBack(name, signal))
  }
  return {
    'order.created': async (event, { clock, signal, attempt, replayId }) => {
      const now = clock.now()
      // An order that has just been created has hardly ever ended. When its event is old or comes again, that is looked up: the deadline of
      // an order that has ended was taken back, and would be set anew.
      if (attempt > 1 || replayId !== undefined || isOverdue(event, deadlineSeconds, now)) {
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
