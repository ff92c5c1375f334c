import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../../events/account.ts'
import { type AccountState, account } from '../../../lambdas/payment/account.ts'
import { isDomainError } from '../../../lambdas/runtime/aggregate/domain-error.ts'
import { draft, type EventDraft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
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

const evolved = (state: AccountState, { definition, data }: EventDraft): AccountState =>
  account.evolve(state, { event_type: definition.type, data } as never)

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

  const most = 9_999_999_999_999.99
  const paid = (amount: number, balance: number) =>
    draft(moneyWithdrawn, { ...owner, amount, balance, kind: 'payment', payment_id: 'pay_1' })
  const refunded = (amount: number, balance: number) =>
    draft(moneyDeposited, { ...owner, amount, balance, kind: 'refund' })
  const refund = (amount: number) => ({ ...deposit(amount), kind: 'refund' }) as const

  it('keeps room for what was paid and may come back, and takes a refund up to its limit', () => {
    const full = [opened, deposited(1, most), paid(20, most - 20)]
    given(account, ...full)
      .when(deposit(0.01))
      .thenRefused('balance_limit')
    given(account, ...full)
      .when({ ...deposit(0.01), kind: 'transfer' })
      .thenRefused('balance_limit')
    given(account, ...full)
      .when(refund(20))
      .then(refunded(20, most))
  })

  it('has room again once money has come back and left', () => {
    const history = [opened, deposited(1, most), paid(20, most - 20), refunded(20, most), withdrawn(5, most - 5)]
    given(account, ...history)
      .when(deposit(5))
      .then(deposited(5, most))
    given(account, ...history)
      .when(deposit(5.01))
      .thenRefused('balance_limit')
  })

  it('never refuses a refund, whatever came and went before', () => {
    const step = fc.record({
      kind: fc.constantFrom('deposit', 'withdraw', 'pay', 'refund'),
      cents: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 100_000_000_000_000 })),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = evolved(account.initial, opened)
        const charges: number[] = []
        for (const { kind, cents } of steps) {
          const amount = kind === 'refund' ? charges.pop() : cents / 100
          if (amount === undefined) continue
          const command =
            kind === 'deposit'
              ? deposit(amount)
              : kind === 'refund'
                ? refund(amount)
                : ({ ...withdraw(amount), kind: kind === 'pay' ? 'payment' : 'withdrawal' } as const)
          try {
            const [event] = account.decide(command, state, { now: 0 })
            state = evolved(state, event!)
            if (kind === 'pay') charges.push(amount)
          } catch (error) {
            if (kind === 'refund' || !isDomainError(error)) throw error
          }
        }
        for (const amount of charges) state = evolved(state, account.decide(refund(amount), state, { now: 0 })[0]!)
        expect(state).toMatchObject({ paid: 0 })
      }),
    )
  })

  it('has the balance of its last movement', () => {
    const { state } = given(account, opened, deposited(100, 100), withdrawn(60, 40))
    expect(state).toEqual({ status: 'open', ...owner, balance: 40, paid: 0 })
  })
})
