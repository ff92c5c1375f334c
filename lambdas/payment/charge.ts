import type { DataOf } from '../../events/define-event.ts'
import type { orderCancelled, orderCreated } from '../../events/order.ts'
import { paymentIdOf } from '../../events/payment.ts'
import { isDomainError } from '../runtime/aggregate/domain-error.ts'
import { decideAndAppend, decideAndAppendNew, decideAndAppendSecond } from '../runtime/commands/decide-and-append.ts'
import type { StoreContext } from '../runtime/commands/store-context.ts'
import { DeferredError } from '../runtime/errors.ts'
import { isNewStream } from '../runtime/event-store/is-new-stream.ts'
import { account } from './account.ts'
import type { CustomerAccounts, KnownAccount } from './customer-accounts.ts'
import { type FailureReason, type PaymentCommand, payment } from './payment.ts'

/** Between two looks at an account that does not take its refund: days fit into the receives that the queue grants. */
const REFUND_WAITS_SECONDS = 3600

type Order = Pick<
  DataOf<typeof orderCreated> | DataOf<typeof orderCancelled>,
  'order_id' | 'customer_id' | 'total' | 'currency'
>

/**
 * Stages the charge of an order: `money.withdrawn` and `payment.processed` together, or `payment.failed` with the
 * reason. Nothing, if that order has its payment already: charged, failed, or cancelled before it was seen here.
 * An order hardly ever has one when it has just been created, so nobody looks: the commit would be refused.
 */
export async function chargeOrder(order: Order, accounts: CustomerAccounts, context: StoreContext): Promise<void> {
  const paymentId = paymentIdOf(order.order_id)
  if (context.wasOvertaken && !(await isOpen(paymentId, context))) return
  const outcome = await withdraw(order, accounts, context)
  decideAndAppendNew(
    payment,
    paymentId,
    'reason' in outcome ? failure(order, outcome.reason) : charge(order, outcome),
    context,
  )
}

/** Events are unordered: marks an order that was cancelled before its creation came in, so that it is never charged. */
export async function refuseLateCharge(order: Order, context: StoreContext): Promise<void> {
  const paymentId = paymentIdOf(order.order_id)
  if (await isOpen(paymentId, context)) {
    decideAndAppendNew(payment, paymentId, failure(order, 'order_cancelled'), context)
  }
}

/**
 * Stages `payment.refunded` and `money.deposited` together; nothing, if there is nothing to give back (any more).
 * @throws {DomainError} `payment_unknown`: nobody asks for the refund of a charge before it is stored.
 * @throws {DeferredError} `REFUND_WAITS`: the account refuses it, as one from before the rule that keeps room for refunds
 * may. Money that is owed waits as long as its queue keeps it, and is then a dead letter with its cause.
 */
export async function refundOrder(orderId: string, context: StoreContext): Promise<void> {
  const paymentId = paymentIdOf(orderId)
  const { state, events } = await decideAndAppendSecond(payment, paymentId, { type: 'refund' }, context)
  if (events.length === 0 || state.status !== 'refunded') return
  const { account_id, amount, currency } = state.charge
  const details = { payment_id: paymentId }
  const deposit = { type: 'deposit', kind: 'refund', amount, currency, details } as const
  await decideAndAppend(account, account_id, deposit, context).catch((error: unknown) => {
    if (!isDomainError(error)) throw error
    const message = `The account does not take the refund of ${paymentId} yet: ${error.message}`
    throw new DeferredError('REFUND_WAITS', message, REFUND_WAITS_SECONDS, { cause: error })
  })
}

const isOpen = (paymentId: string, { eventStore, signal }: StoreContext): Promise<boolean> =>
  isNewStream(eventStore, payment, paymentId, signal)

/** Stages the withdrawal from the customer's account in the order's currency, or says why it cannot be. */
async function withdraw(
  { order_id, customer_id, total: amount, currency }: Order,
  accounts: CustomerAccounts,
  context: StoreContext,
): Promise<KnownAccount | { readonly reason: FailureReason }> {
  const charged = await accounts.find(customer_id, currency, context.signal)
  if (!charged) {
    return { reason: (await accounts.hasAny(customer_id, context.signal)) ? 'currency_mismatch' : 'no_account' }
  }
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
