/** The state of one checkout: three regions that move independently, each a small state machine. */
export interface CheckoutState {
  readonly phase: Phase
  readonly payment: Payment
  readonly stock: Stock
}

/** `overdue` and `confirm_overdue`, `cancel_overdue`: the deadline has just passed; left at once by a decision. */
type Phase =
  | 'open'
  | 'overdue'
  | 'confirming'
  | 'confirm_overdue'
  | 'cancelling'
  | 'cancel_overdue'
  | 'confirmed'
  | 'cancelled'
type Payment = 'awaited' | 'processed' | 'failed' | 'refunding' | 'refunded'
type Stock = 'awaited' | 'reserved' | 'rejected' | 'releasing' | 'released'

/** That an order was created changes nothing: its checkout begins with whatever is heard first. */
export type ProcessInput =
  | 'order.confirmed'
  | 'order.cancelled'
  | 'payment.processed'
  | 'payment.failed'
  | 'payment.refunded'
  | 'inventory.reserved'
  | 'inventory.rejected'
  | 'inventory.released'
  | 'expire_checkout'

/** A command to send, and the state that the checkout reaches by having sent it. */
export interface Decision {
  readonly when: Partial<CheckoutState>
  readonly enter: Partial<CheckoutState>
  readonly send: Outgoing
}

export type Outgoing =
  | { readonly command: 'confirm_order' | 'refund_payment' | 'release_stock' }
  | { readonly command: 'cancel_order'; readonly reason: 'payment_failed' | 'out_of_stock' | 'deadline_passed' }

export const initialState: CheckoutState = { phase: 'open', payment: 'awaited', stock: 'awaited' }

type Transitions<State extends string> = Readonly<Record<State, Partial<Record<ProcessInput, State>>>>

/** A fact arrives late or twice: what is not listed changes nothing. A later fact never gives way to an earlier one. */
const phases: Transitions<Phase> = {
  open: { 'order.confirmed': 'confirmed', 'order.cancelled': 'cancelled', expire_checkout: 'overdue' },
  overdue: {},
  confirming: { 'order.confirmed': 'confirmed', 'order.cancelled': 'cancelled', expire_checkout: 'confirm_overdue' },
  confirm_overdue: {},
  cancelling: { 'order.confirmed': 'confirmed', 'order.cancelled': 'cancelled', expire_checkout: 'cancel_overdue' },
  cancel_overdue: {},
  confirmed: {},
  cancelled: {},
}

const payments: Transitions<Payment> = {
  awaited: { 'payment.processed': 'processed', 'payment.failed': 'failed', 'payment.refunded': 'refunded' },
  processed: { 'payment.refunded': 'refunded' },
  failed: {},
  refunding: { 'payment.refunded': 'refunded' },
  refunded: {},
}

const stocks: Transitions<Stock> = {
  awaited: { 'inventory.reserved': 'reserved', 'inventory.rejected': 'rejected', 'inventory.released': 'released' },
  reserved: { 'inventory.released': 'released' },
  rejected: {},
  releasing: { 'inventory.released': 'released' },
  released: {},
}

/**
 * Taken in this order after each message, until none applies. Each leaves the state that it applies to, so each is
 * taken once. Compensation waits for `order.cancelled`: only the order itself decides whether it was confirmed first.
 */
const decisions: readonly Decision[] = [
  {
    when: { phase: 'open', payment: 'failed' },
    enter: { phase: 'cancelling' },
    send: { command: 'cancel_order', reason: 'payment_failed' },
  },
  {
    when: { phase: 'open', stock: 'rejected' },
    enter: { phase: 'cancelling' },
    send: { command: 'cancel_order', reason: 'out_of_stock' },
  },
  {
    when: { phase: 'open', payment: 'processed', stock: 'reserved' },
    enter: { phase: 'confirming' },
    send: { command: 'confirm_order' },
  },
  {
    when: { phase: 'overdue' },
    enter: { phase: 'cancelling' },
    send: { command: 'cancel_order', reason: 'deadline_passed' },
  },
  // Decided before the deadline, but still without an end: the order gets a second push, which it may ignore.
  { when: { phase: 'confirm_overdue' }, enter: { phase: 'confirming' }, send: { command: 'confirm_order' } },
  {
    when: { phase: 'cancel_overdue' },
    enter: { phase: 'cancelling' },
    send: { command: 'cancel_order', reason: 'deadline_passed' },
  },
  {
    when: { phase: 'cancelled', payment: 'processed' },
    enter: { payment: 'refunding' },
    send: { command: 'refund_payment' },
  },
  {
    when: { phase: 'cancelled', stock: 'reserved' },
    enter: { stock: 'releasing' },
    send: { command: 'release_stock' },
  },
]

/** The next state and what to send, for any message in any state. The same state back means: nothing to do. */
export function advance(
  state: CheckoutState,
  message: ProcessInput,
): { readonly state: CheckoutState; readonly send: readonly Outgoing[] } {
  let next: CheckoutState = {
    phase: phases[state.phase][message] ?? state.phase,
    payment: payments[state.payment][message] ?? state.payment,
    stock: stocks[state.stock][message] ?? state.stock,
  }
  const send: Outgoing[] = []
  for (let taken = decisionFor(next); taken; taken = decisionFor(next)) {
    next = { ...next, ...taken.enter }
    send.push(taken.send)
  }
  return { state: isSame(state, next) ? state : next, send }
}

/** The order has its end, and nothing that was taken for it is still held. */
export function isComplete({ phase, payment, stock }: CheckoutState): boolean {
  if (phase === 'confirmed') return payment === 'processed' && stock === 'reserved'
  const isGivenBack = (payment === 'failed' || payment === 'refunded') && (stock === 'rejected' || stock === 'released')
  return phase === 'cancelled' && isGivenBack
}

/** The order's end is decided; only compensation may be left. */
export const hasEnded = ({ phase }: CheckoutState): boolean => phase === 'confirmed' || phase === 'cancelled'

const decisionFor = (state: CheckoutState): Decision | undefined =>
  decisions.find(({ when }) =>
    Object.entries(when).every(([region, value]) => state[region as keyof CheckoutState] === value),
  )

const isSame = (one: CheckoutState, other: CheckoutState): boolean =>
  one.phase === other.phase && one.payment === other.payment && one.stock === other.stock
