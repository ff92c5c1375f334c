import { describe, expect, it } from 'vitest'
import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../../events/account.ts'
import { account } from '../../../lambdas/payment/account.ts'
import { draft } from '../../../lambdas/runtime/effects/effects.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'

const owner = { account_id: 'acc_1', customer_id: 'cust_1', currency: 'USD' }
const opened = draft(accountOpened, owner)
const deposited = (amount: number, balance: number) =>
  draft(moneyDeposited, { ...owner, amount, balance, kind: 'deposit' })
const withdrawn = (amount: number, balance: number) =>
  draft(moneyWithdrawn, { ...owner, amount, balance, kind: 'withdrawal' })

const open = { type: 'open', ...owner } as const
const deposit = (amount: number) => ({ type: 'deposit', kind: 'deposit', amount, currency: 'USD' }) as const
const withdraw = (amount: number) => ({ type: 'withdraw', kind: 'withdrawal', amount, currency: 'USD' }) as const

describe('an account', () => {
  it('is opened once', () => {
    given(account).when(open).then(opened)
    given(account, opened).when(open).thenRefused('account_exists', { account_id: 'acc_1' })
  })

  it('adds a deposit exactly', () => {
    given(account, opened, deposited(0.1, 0.1)).when(deposit(0.2)).then(deposited(0.2, 0.3))
  })

  it('gives out all that it holds', () => {
    given(account, opened, deposited(50, 50)).when(withdraw(50)).then(withdrawn(50, 0))
  })

  it('says what a movement was for', () => {
    const details = { payment_id: 'pay_1', reference: 'cups' }
    given(account, opened, deposited(50, 50))
      .when({ ...withdraw(20), kind: 'payment', details })
      .then(draft(moneyWithdrawn, { ...owner, amount: 20, balance: 30, kind: 'payment', ...details }))
  })

  it('is never overdrawn, not by a cent', () => {
    given(account, opened, deposited(49.99, 49.99))
      .when(withdraw(50))
      .thenRefused('insufficient_funds', { balance: 49.99, currency: 'USD' })
    given(account, opened).when(withdraw(0.01)).thenRefused('insufficient_funds', { balance: 0 })
  })

  it.each([deposit(1), withdraw(1)])('takes its own currency only: $type', (command) => {
    given(account, opened, deposited(100, 100))
      .when({ ...command, currency: 'EUR' })
      .thenRefused('currency_mismatch', { currency: 'USD' })
  })

  it.each([deposit(1), withdraw(1)])('must be open: $type', (command) => {
    given(account).when(command).thenRefused('account_unknown')
  })

  it('has a limit, above which an amount could not be exact any more', () => {
    const most = 9_999_999_999_999
    given(account, opened, deposited(1, most)).when(deposit(1)).thenRefused('balance_limit')
  })

  it('has the balance of its last movement', () => {
    const { state } = given(account, opened, deposited(100, 100), withdrawn(60, 40))
    expect(state).toEqual({ status: 'open', ...owner, balance: 40 })
  })
})
