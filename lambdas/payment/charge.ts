import type { DataOf } from '../../events/define-event.ts'
import type { orderCancelled, orderCreated } from '../../events/order.ts'
import { decideAndAppend, decideAndAppendNew } from '../runtime/aggregate/decide-and-append.ts'
import { isDomainError } from '../runtime/aggregate/domain-error.ts'
import type { Effects } from '../runtime/effects/effects.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import { isNewStream } from '../runtime/event-store/is-new-stream.ts'
import type { Clock } from '../runtime/system/clock.ts'
import { account } from './account.ts'
import type { CustomerAccounts, KnownAccount } from './customer-accounts.ts'
import { type FailureReason, type PaymentCommand, payment, paymentIdOf } from './payment.ts'

export interface PaymentContext {
  readonly effects: Effects
  readonly eventStore: EventStore
  readonly clock: Clock
}

type Order = Pick<
  DataOf<typeof orderCreated> | DataOf<typeof orderCancelled>,
  'order_id' | 'customer_id' | 'total' | 'currency'
>

/**
 * Stages the charge of an order: `money.withdrawn` and `payment.processed` together, or `payment.failed` with the
 * reason. Nothing, if that order has its payment already: charged, failed, or cancelled before it was seen here.
 */
export async function chargeOrder(order: Order, accounts: CustomerAccounts, context: PaymentContext): Promise<void> {
  const paymentId = paymentIdOf(order.order_id)
  const [known, isOpen] = await Promise.all([
    accounts.of(order.customer_id),
    isNewStream(context.eventStore, payment, paymentId),
  ])
  if (!isOpen) return
  const outcome = await withdraw(order, known, context)
  decideAndAppendNew(
    payment,
    paymentId,
    'reason' in outcome ? failure(order, outcome.reason) : charge(order, outcome),
    context,
  )
}

/** Events are unordered: marks an order that was cancelled before its creation came in, so that it is never charged. */
export async function refuseLateCharge(order: Order, context: PaymentContext): Promise<void> {
  await decideAndAppend(payment, paymentIdOf(order.order_id), failure(order, 'order_cancelled'), context)
}

/**
 * Stages `payment.refunded` and `money.deposited` together; nothing, if there is nothing to give back (any more).
 * @throws {DomainError} `payment_unknown`: nobody asks for the refund of a charge before it is stored.
 */
export async function refundOrder(orderId: string, context: PaymentContext): Promise<void> {
  const paymentId = paymentIdOf(orderId)
  const { state, events } = await decideAndAppend(payment, paymentId, { type: 'refund' }, context)
  if (events.length === 0 || state.status !== 'refunded') return
  const { account_id, amount, currency } = state.charge
  const details = { payment_id: paymentId }
  await decideAndAppend(account, account_id, { type: 'deposit', kind: 'refund', amount, currency, details }, context)
}

/** Stages the withdrawal from the customer's account in the order's currency, or says why it cannot be. */
async function withdraw(
  { order_id, total: amount, currency }: Order,
  known: readonly KnownAccount[],
  context: PaymentContext,
): Promise<KnownAccount | { readonly reason: FailureReason }> {
  const charged = known.find((one) => one.currency === currency)
  if (!charged) return { reason: known.length > 0 ? 'currency_mismatch' : 'no_account' }
  const details = { payment_id: paymentIdOf(order_id) }
  const command = { type: 'withdraw', kind: 'payment', amount, currency, details } as const
  try {
    await decideAndAppend(account, charged.accountId, command, context)
    return charged
  } catch (error) {
    if (isDomainError(error) && error.code === 'insufficient_funds') return { reason: 'insufficient_funds' }
    throw error
  }
}

const charge = (order: Order, { accountId }: KnownAccount): PaymentCommand => ({
  type: 'record_charge',
  charge: { ...chargeOf(order), account_id: accountId },
})

const failure = (order: Order, reason: FailureReason): PaymentCommand => ({
  type: 'record_failure',
  failure: { ...chargeOf(order), reason },
})

const chargeOf = ({ order_id, customer_id, total, currency }: Order) => ({
  payment_id: paymentIdOf(order_id),
  order_id,
  customer_id,
  amount: total,
  currency,
})
