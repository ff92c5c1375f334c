import { releaseStock } from '../../events/commands/inventory.ts'
import { cancelOrder, confirmOrder } from '../../events/commands/order.ts'
import { refundPayment } from '../../events/commands/payment.ts'
import type { Effects } from '../runtime/effects/effects.ts'
import type { Clock } from '../runtime/system/clock.ts'
import type { CheckoutStore } from './checkout-store.ts'
import { advance, type Message, type Outgoing } from './state-machine.ts'

interface Staging {
  readonly effects: Effects
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Brings messages into the state machine of one order and stages the new state with the commands that follow.
 * @param explanation goes into the reason, if these messages lead to a cancellation.
 */
export async function advanceCheckout(
  orderId: string,
  messages: readonly Message[],
  explanation: string | undefined,
  store: CheckoutStore,
  { effects, clock, signal }: Staging,
): Promise<void> {
  const loaded = await store.load(orderId, signal)
  let { state } = loaded
  const outgoing: Outgoing[] = []
  for (const message of messages) {
    const step = advance(state, message)
    state = step.state
    outgoing.push(...step.send)
  }
  for (const one of outgoing) sendCommand(orderId, one, explanation, effects)
  if (state !== loaded.state) effects.put(store.replace(orderId, loaded, state, clock.now()))
}

function sendCommand(order_id: string, outgoing: Outgoing, explanation: string | undefined, effects: Effects): void {
  switch (outgoing.command) {
    case 'confirm_order':
      effects.send(confirmOrder, { order_id })
      return
    case 'cancel_order': {
      const message = explanation === undefined ? {} : { message: explanation }
      effects.send(cancelOrder, { order_id, reason: { code: outgoing.reason, ...message } })
      return
    }
    case 'refund_payment':
      effects.send(refundPayment, { order_id })
      return
    case 'release_stock':
      effects.send(releaseStock, { order_id })
      return
  }
}
