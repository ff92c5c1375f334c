import { describe, expect, it } from 'vitest'
import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../../events/account.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type AccountCommand, account } from '../../../lambdas/payment/account.ts'
import { eventOf } from '../../support/events.ts'

const when = (history: readonly EventEnvelope[], command: AccountCommand) => {
  const state = history.reduce(account.evolve, account.initial)
  return account.decide(command, state, { now: 0 }).map((one) => [one.definition.type, one.data])
}

const opened = eventOf(accountOpened)
const holding = (balance: number) => [opened, eventOf(moneyDeposited, { amount: balance, balance }, { sequence: 2 })]
const deposit = { type: 'deposit', kind: 'deposit', amount: 0.2, currency: 'USD' } as const
const withdraw = { type: 'withdraw', kind: 'withdrawal', amount: 50, currency: 'USD' } as const
const open = { type: 'open', account_id: 'acc_1', customer_id: 'cust_789', currency: 'USD' } as const

describe('an account', () => {
  it('is opened once', () => {
    expect(when([], open)).toEqual([['account.opened', accountOpened.example]])
    expect(() => when([opened], open)).toThrow(
      expect.objectContaining({ code: 'account_exists', details: { account_id: 'acc_1' } }),
    )
  })

  it('adds a deposit exactly', () => {
    expect(when(holding(0.1), { ...deposit, details: { reference: 'gift' } })).toEqual([
      ['money.deposited', expect.objectContaining({ amount: 0.2, balance: 0.3, kind: 'deposit', reference: 'gift' })],
    ])
  })

  it('gives out all that it holds, and says what for', () => {
    const payment = { ...withdraw, kind: 'payment', details: { payment_id: 'pay_1' } } as const
    expect(when(holding(50), payment)).toEqual([
      ['money.withdrawn', expect.objectContaining({ amount: 50, balance: 0, kind: 'payment', payment_id: 'pay_1' })],
    ])
  })

  it('is never overdrawn, not by a cent', () => {
    expect(() => when(holding(49.99), withdraw)).toThrow(
      expect.objectContaining({ code: 'insufficient_funds', details: { balance: 49.99, currency: 'USD' } }),
    )
    expect(() => when([opened], { ...withdraw, amount: 0.01 })).toThrow(
      expect.objectContaining({ code: 'insufficient_funds' }),
    )
  })

  it.each([deposit, withdraw])('takes its own currency only: $type', (command) => {
    expect(() => when(holding(100), { ...command, currency: 'EUR' })).toThrow(
      expect.objectContaining({ code: 'currency_mismatch', kind: 'rejected', details: { currency: 'USD' } }),
    )
  })

  it.each([deposit, withdraw])('must be open: $type', (command) => {
    expect(() => when([], command)).toThrow(expect.objectContaining({ code: 'account_unknown', kind: 'not-found' }))
  })

  it('has a limit, above which an amount could not be exact any more', () => {
    const rich = holding(9_999_999_999_999)
    expect(() => when(rich, { ...deposit, amount: 1 })).toThrow(expect.objectContaining({ code: 'balance_limit' }))
  })

  it('has the balance of its last movement', () => {
    const history = [...holding(100), eventOf(moneyWithdrawn, { amount: 60, balance: 40 }, { sequence: 3 })]
    expect(history.reduce(account.evolve, account.initial)).toMatchObject({ status: 'open', balance: 40 })
  })
})
