import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../events/account.ts'
import type { DataOf } from '../../events/define-event.ts'
import { defineAggregate } from '../runtime/aggregate/aggregate.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../runtime/aggregate/event-draft.ts'
import { isLess, type Money, MoneyError, minus, money, plus, toAmount } from '../runtime/money.ts'

interface OpenAccount {
  readonly status: 'open'
  readonly account_id: string
  readonly customer_id: string
  readonly currency: string
  /** Decimal, never negative. */
  readonly balance: number
  /** Decimal: paid for orders and not given back. All of it may come back, so room is kept for it. */
  readonly paid: number
}

export type AccountState = { readonly status: 'none' } | OpenAccount

/** The purpose of a movement; it becomes part of its event. */
type Details = Partial<Pick<DataOf<typeof moneyDeposited>, 'payment_id' | 'transfer_id' | 'reference'>>

interface Movement<Kind> {
  readonly kind: Kind
  readonly amount: number
  readonly currency: string
  readonly details?: Details
}

export type AccountCommand =
  | { readonly type: 'open'; readonly account_id: string; readonly customer_id: string; readonly currency: string }
  | ({ readonly type: 'deposit' } & Movement<DataOf<typeof moneyDeposited>['kind']>)
  | ({ readonly type: 'withdraw' } & Movement<DataOf<typeof moneyWithdrawn>['kind']>)

/**
 * One customer's money in one currency; never below zero. What comes in has a limit, above which it could not be exact any
 * more, and that limit counts what was paid for orders as if it were still there: so a refund always fits, however much
 * was deposited in the meantime. Money that is owed cannot be refused.
 * Refusals: `account_exists`, `account_unknown`, `currency_mismatch`, `insufficient_funds`, `balance_limit`.
 */
export const account = defineAggregate({
  type: 'account',
  events: [accountOpened, moneyDeposited, moneyWithdrawn],
  stateVersion: 2,
  initial: { status: 'none' } as AccountState,
  decide,
  evolve: (state, event): AccountState => {
    switch (event.event_type) {
      case 'account.opened':
        return { ...event.data, status: 'open', balance: 0, paid: 0 }
      case 'money.deposited':
        return moved(state as OpenAccount, event.data, event.data.kind === 'refund' ? minus : undefined)
      case 'money.withdrawn':
        return moved(state as OpenAccount, event.data, event.data.kind === 'payment' ? plus : undefined)
    }
  },
})

/** After a movement; `changePaid` says what it does to the sum of what was paid for orders. */
function moved(
  state: OpenAccount,
  { amount, balance, currency }: { readonly amount: number; readonly balance: number; readonly currency: string },
  changePaid: ((paid: Money, amount: Money) => Money) | undefined,
): OpenAccount {
  if (!changePaid) return { ...state, balance }
  try {
    const paid = toAmount(changePaid(money(state.paid, currency), money(amount, currency)))
    return { ...state, balance, paid: Math.max(0, paid) }
  } catch {
    // History cannot be refused. Accounts from before the rule may have paid more than can be counted exactly.
    return { ...state, balance }
  }
}

function decide(command: AccountCommand, state: AccountState): readonly EventDraft[] {
  switch (command.type) {
    case 'open': {
      if (state.status === 'open') throw accountExists(state.account_id)
      const { account_id, customer_id, currency } = command
      return [draft(accountOpened, { account_id, customer_id, currency })]
    }
    case 'deposit': {
      const [held, amount] = amountsOf(command, state)
      const balance = within(() => plus(held, amount))
      if (command.kind !== 'refund') within(() => plus(balance, money((state as OpenAccount).paid, command.currency)))
      return [draft(moneyDeposited, movement(command, state as OpenAccount, balance))]
    }
    case 'withdraw': {
      const [held, amount] = amountsOf(command, state)
      if (isLess(held, amount)) throw insufficientFunds(state as OpenAccount)
      return [draft(moneyWithdrawn, movement(command, state as OpenAccount, minus(held, amount)))]
    }
  }
}

/** The balance of the account, and the amount that comes or goes. */
function amountsOf({ amount, currency }: Movement<string>, state: AccountState): [Money, Money] {
  if (state.status === 'none') throw accountUnknown()
  if (state.currency !== currency) {
    const message = `The account is in ${state.currency}, the amount in ${currency}.`
    throw new DomainError('currency_mismatch', message, { details: { currency: state.currency } })
  }
  return [money(state.balance, currency), money(amount, currency)]
}

/** @throws {DomainError} `balance_limit` */
function within(sum: () => Money): Money {
  try {
    return sum()
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new DomainError('balance_limit', 'An account cannot hold that much.', { cause: error })
  }
}

const movement = <Kind>(command: Movement<Kind>, state: OpenAccount, balance: Money) => ({
  account_id: state.account_id,
  customer_id: state.customer_id,
  amount: command.amount,
  currency: command.currency,
  balance: toAmount(balance),
  ...command.details,
  kind: command.kind,
})

const insufficientFunds = ({ balance, currency }: OpenAccount): DomainError =>
  new DomainError('insufficient_funds', `There is ${balance} ${currency} in the account.`, {
    details: { balance, currency },
  })

export const accountUnknown = (): DomainError =>
  new DomainError('account_unknown', 'There is no such account.', { kind: 'not-found' })

export const accountExists = (accountId: string): DomainError =>
  new DomainError('account_exists', `That account is open already: ${accountId}.`, {
    details: { account_id: accountId },
  })
