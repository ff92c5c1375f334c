import { releaseStock } from '../../events/commands/inventory.ts'
import { cancelOrder, confirmOrder } from '../../events/commands/order.ts'
import { refundPayment } from '../../events/commands/payment.ts'
import type { Effects } from '../runtime/effects/effects.ts'
import type { Clock } from '../runtime/system/clock.ts'
import { assumedAtConfirmation, type CheckoutStore, type StoredCheckout } from './checkout-store.ts'
import type { Decisions } from './decisions.ts'
import { type CheckoutEvent, explanationOf, messagesIn } from './incoming.ts'
import { advance, type CheckoutState, hasEnded, type Outgoing, type ProcessInput } from './state-machine.ts'

interface Staging {
  readonly effects: Effects
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** A message to the state machine, with what the customer may be told if it leads to a cancellation. */
export interface Heard {
  readonly message: ProcessInput
  readonly explanation: string | undefined
}

/**
 * Brings an event into the state machine of its order, and stages the new state with the commands that follow. A confirmation finds its
 * checkout in one state nearly always, so that state is a condition of the write instead of being read.
 * @returns whether the order has its end by this event, and had none before.
 */
export async function advanceCheckout(
  event: CheckoutEvent,
  store: CheckoutStore,
  staging: Staging & { readonly wasOvertaken: boolean },
): Promise<boolean> {
  const { order_id } = event.data
  const isAsAssumed = event.event_type === 'order.confirmed' && !staging.wasOvertaken
  const loaded = isAsAssumed ? assumedAtConfirmation : await store.load(order_id, staging.signal)
  const state = stage(order_id, loaded, heardIn(event), store, staging)
  return hasEnded(state) && !hasEnded(loaded.state)
}

/**
 * The deadline has passed. The answers of payment and inventory may lie in a queue behind it, because the checkout itself,
 * or what carries events to it, was away: so what they have decided is read where it is stored, and only an order about
 * which one of them has decided nothing expires. A decision that is made after that look finds its order cancelled, and
 * is undone like any other that comes after a cancellation.
 */
export async function expireCheckout(
  orderId: string,
  store: CheckoutStore,
  decisions: Decisions,
  staging: Staging,
): Promise<void> {
  const loaded = await store.load(orderId, staging.signal)
  const isOpen = loaded.state.phase === 'open'
  const decided = isOpen ? (await decisions.of(orderId, staging.signal)).flatMap(heardIn) : []
  stage(orderId, loaded, heardAtDeadline(loaded.state, decided), store, staging)
}

/** Decisions that have been made come first. If they settle the order, nothing has expired; otherwise the deadline counts. */
export function heardAtDeadline(state: CheckoutState, decided: readonly Heard[]): readonly Heard[] {
  const { phase } = decided.reduce((before, { message }) => advance(before, message).state, state)
  return phase === state.phase ? [...decided, { message: 'expire_checkout', explanation: undefined }] : decided
}

const heardIn = (event: CheckoutEvent): Heard[] =>
  messagesIn(event).map((message) => ({ message, explanation: explanationOf(event) }))

function stage(
  orderId: string,
  loaded: StoredCheckout,
  heard: readonly Heard[],
  store: CheckoutStore,
  { effects, clock }: Staging,
): CheckoutState {
  let { state } = loaded
  for (const { message, explanation } of heard) {
    const step = advance(state, message)
    state = step.state
    for (const outgoing of step.send) sendCommand(orderId, outgoing, explanation, effects)
  }
  // A command must not go out beside a state that somebody else has replaced meanwhile.
  if (state !== loaded.state) effects.put(store.replace(orderId, loaded, state, clock.now()), 'conflict')
  else effects.nothingNew = true
  return state
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
