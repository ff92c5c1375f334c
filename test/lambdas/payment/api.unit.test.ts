import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeCursor } from '../../../lambdas/runtime/read-model/page-cursor.ts'
import { type PaymentKit, startPayment } from './kit.ts'

let payment: PaymentKit
beforeAll(async () => {
  payment = await startPayment()
})
afterAll(() => payment.close())

let accounts = 0

/** An open account of a customer of its own. */
async function account(balance = 0, currency = 'USD'): Promise<string> {
  const { body } = await payment.open({ customer_id: `cust_api${++accounts}`, currency })
  const id = String(body.account_id)
  if (balance > 0) await payment.deposit(id, { amount: balance, currency })
  return id
}

describe('POST /accounts', () => {
  it('opens an empty account and says where it is', async () => {
    const answer = await payment.open({ customer_id: 'cust_new', currency: 'EUR' })
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: `/accounts/${answer.body.account_id}` },
      body: { customer_id: 'cust_new', currency: 'EUR', balance: 0, version: 1 },
    })
  })

  it('answers a second one in the same currency with the first', async () => {
    const first = await payment.open({ customer_id: 'cust_twice', currency: 'EUR' })
    expect(await payment.open({ customer_id: 'cust_twice', currency: 'EUR' })).toMatchObject({
      status: 409,
      body: { code: 'account_exists', account_id: first.body.account_id },
    })
    expect(await payment.open({ customer_id: 'cust_twice', currency: 'USD' })).toMatchObject({ status: 201 })
  })

  it('opens one of many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => payment.open({ customer_id: 'cust_rush', currency: 'EUR' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
  })

  it('takes an id of the caller, once', async () => {
    const chosen = { customer_id: 'cust_chooser', currency: 'EUR', account_id: 'acc_chosen' }
    expect(await payment.open(chosen)).toMatchObject({ status: 201, body: { account_id: 'acc_chosen' } })
    expect(await payment.open({ ...chosen, currency: 'USD' })).toMatchObject({
      status: 409,
      body: { code: 'account_exists', account_id: 'acc_chosen' },
    })
  })

  it.each([
    [{ currency: 'EUR' }, '/customer_id'],
    [{ customer_id: 'cust_1', currency: 'XXL' }, '/currency'],
    [{ customer_id: 'cust_1', currency: 'EUR', account_id: 'account' }, '/account_id'],
  ])('refuses %j', async (json, pointer) => {
    expect(await payment.open(json)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
  })
})

describe('movements', () => {
  it('deposits and withdraws exactly', async () => {
    const id = await account(0.1)
    expect(await payment.deposit(id, { amount: 0.2, currency: 'USD' })).toMatchObject({
      status: 200,
      body: { balance: 0.3 },
    })
    expect(await payment.withdraw(id, { amount: 0.3, currency: 'USD' })).toMatchObject({
      status: 200,
      body: { balance: 0, version: 4 },
    })
  })

  it('refuses an overdraft with the balance', async () => {
    const id = await account(10)
    expect(await payment.withdraw(id, { amount: 10.01, currency: 'USD' })).toMatchObject({
      status: 409,
      body: { code: 'insufficient_funds', balance: 10, currency: 'USD' },
    })
    expect(await payment.get(id)).toMatchObject({ body: { balance: 10 } })
  })

  it('refuses another currency', async () => {
    const id = await account(10)
    expect(await payment.deposit(id, { amount: 1, currency: 'EUR' })).toMatchObject({
      status: 409,
      body: { code: 'currency_mismatch', currency: 'USD' },
    })
  })

  it.each([0, -5, 0.001, 1e30, '5', null])('refuses the amount %j', async (amount) => {
    expect(await payment.deposit(await account(), { amount, currency: 'USD' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/amount' }] },
    })
  })

  it.each(['deposit', 'withdraw'] as const)('answers a %s of nobody with 404', async (movement) => {
    expect(await payment[movement]('acc_nobody', { amount: 1, currency: 'USD' })).toMatchObject({
      status: 404,
      body: { code: 'account_unknown' },
    })
  })
})

describe('transfers', () => {
  it('moves money in three streams at once', async () => {
    const [from, to] = [await account(100), await account()]
    const answer = await payment.transfer(from, { to_account_id: to, amount: 25.5, currency: 'USD', reference: 'rent' })
    expect(answer).toMatchObject({ status: 200, body: { account: { balance: 74.5 }, amount: 25.5 } })
    expect(await payment.get(to)).toMatchObject({ body: { balance: 25.5 } })
    const { transfer_id } = answer.body
    const stored = (await payment.allEvents()).filter((event) => event.data.transfer_id === transfer_id)
    expect(stored.map((event) => [event.event_type, event.aggregate_id]).sort()).toEqual([
      ['money.deposited', to],
      ['money.withdrawn', from],
      ['transfer.completed', transfer_id],
    ])
    expect(new Set(stored.map((event) => event.metadata.correlation_id)).size).toBe(1)
  })

  it.each([
    ['without funds', { amount: 101, currency: 'USD' }, 409, 'insufficient_funds'],
    ['in another currency', { amount: 1, currency: 'EUR' }, 409, 'currency_mismatch'],
    ['to nobody', { to_account_id: 'acc_nobody', amount: 1, currency: 'USD' }, 409, 'to_account_refused'],
  ])('refuses one %s and moves nothing', async (_, json, status, code) => {
    const [from, to] = [await account(100), await account(7)]
    expect(await payment.transfer(from, { to_account_id: to, ...json })).toMatchObject({ status, body: { code } })
    expect((await payment.get(from)).body.balance).toBe(100)
    expect((await payment.get(to)).body.balance).toBe(7)
  })

  it('refuses one into an account of another currency', async () => {
    const [from, to] = [await account(100), await account(0, 'EUR')]
    expect(await payment.transfer(from, { to_account_id: to, amount: 1, currency: 'USD' })).toMatchObject({
      status: 409,
      body: { code: 'to_account_refused' },
    })
  })

  it('refuses one to itself', async () => {
    const id = await account(100)
    expect(await payment.transfer(id, { to_account_id: id, amount: 1, currency: 'USD' })).toMatchObject({
      status: 422,
      body: { code: 'same_account', errors: [{ pointer: '/to_account_id' }] },
    })
  })
})

describe('GET /accounts/{account_id}', () => {
  it('tells the balance as of a time', async () => {
    const id = await account(10)
    const [opened, deposited] = (await payment.allEvents()).filter((event) => event.aggregate_id === id)
    const balanceAsOf = async (as_of = '') => (await payment.get(id, { as_of })).body.balance
    expect(await balanceAsOf(opened?.timestamp)).toBe(0)
    expect(await balanceAsOf(deposited?.timestamp)).toBe(10)
    expect(await balanceAsOf('2126-01-01T00:00:00+02:00')).toBe(10)
    expect(await payment.get(id, { as_of: '2026-04-28T10:29:59.999Z' })).toMatchObject({ status: 404 })
  })

  it.each(['yesterday', '2026-13-45T99:00:00Z'])('refuses as_of=%s', async (as_of) => {
    expect(await payment.get(await account(), { as_of })).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'as_of' }] },
    })
  })

  it('knows nobody else', async () => {
    expect(await payment.get('acc_nobody')).toMatchObject({ status: 404 })
  })
})

describe('GET /accounts/{account_id}/statement', () => {
  it('lists movements newest first, by pages, whatever the order in which they came in', async () => {
    const id = await account(100)
    for (const amount of [1, 2, 3]) await payment.withdraw(id, { amount, currency: 'USD' })
    const history = (await payment.allEvents()).filter((event) => event.aggregate_id === id)
    await payment.deliver(payment.statementUpdates, history.toReversed())
    await payment.deliver(payment.statementUpdates, history)

    const first = await payment.statement(id, { limit: '3' })
    expect(first).toMatchObject({
      status: 200,
      body: {
        account_id: id,
        currency: 'USD',
        lines: [
          { sequence: 5, type: 'money.withdrawn', kind: 'withdrawal', amount: 3, balance: 94 },
          { sequence: 4, amount: 2, balance: 97 },
          { sequence: 3, amount: 1, balance: 99 },
        ],
      },
    })
    const second = await payment.statement(id, { limit: '3', cursor: first.body.next_cursor })
    expect(second.body.lines).toMatchObject([
      { sequence: 2, type: 'money.deposited', amount: 100, balance: 100, time: history[1]?.timestamp },
      { sequence: 1, type: 'account.opened', balance: 0 },
    ])
    expect(second.body.next_cursor).toBeNull()
    expect(JSON.stringify(second.body.lines)).not.toContain('customer_id')
  })

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: 'all' },
    { cursor: 'forged' },
    { cursor: encodeCursor(['statement', 'acc_1'], '') },
  ])('refuses %j', async (query) => {
    expect(await payment.statement(await account(), query)).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: Object.keys(query)[0] }] },
    })
  })

  it('knows nobody else', async () => {
    expect(await payment.statement('acc_nobody')).toMatchObject({ status: 404, body: { code: 'account_unknown' } })
  })
})
