import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moneyDeposited } from '../../../events/account.ts'
import { refundPayment } from '../../../events/commands/payment.ts'
import type { DataOf } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderCancelled, orderCreated } from '../../../events/order.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { testTables } from '../../support/dynamodb.ts'
import { commandOf, eventOf } from '../../support/messages.ts'
import { type PaymentKit, startPayment } from './kit.ts'

let payment: PaymentKit
beforeAll(async () => {
  payment = await startPayment()
})
afterAll(() => payment.close())

let orders = 0

interface Case {
  readonly customer_id: string
  readonly account_id: string
  readonly order_id: string
  readonly payment_id: string
}

/** A customer with an account and an order over 59.98 USD of it. */
async function orderOn(balance: number, currency = 'USD'): Promise<Case> {
  const suffix = `charge${++orders}`
  const customer_id = `cust_${suffix}`
  const { body } = await payment.open({ customer_id, currency, account_id: `acc_${suffix}` })
  if (balance > 0) await payment.deposit(`acc_${suffix}`, { amount: balance, currency })
  return { customer_id, account_id: String(body.account_id), order_id: `ord_${suffix}`, payment_id: `pay_${suffix}` }
}

const created = ({ customer_id, order_id }: Case) => eventOf(orderCreated, { customer_id, order_id })
const cancelled = ({ customer_id, order_id }: Case) => eventOf(orderCancelled, { customer_id, order_id })
const refund = ({ order_id }: Case) => commandOf(refundPayment, { order_id })

const history = async (aggregateId: string) =>
  (await payment.allEvents())
    .filter((event) => event.aggregate_id === aggregateId)
    .sort((left, right) => left.sequence - right.sequence)

const typesOf = async (aggregateId: string) => (await history(aggregateId)).map((event) => event.event_type)

describe('a refund into an account that was filled to its limit in the meantime', () => {
  const [most, rest] = [1_000_000_000_000, 999_999_999_999]
  async function filled() {
    const order = await orderOn(100, 'KWD')
    const event = eventOf(orderCreated, { customer_id: order.customer_id, order_id: order.order_id, currency: 'KWD' })
    await payment.deliver(payment.charges, [event])
    return order
  }

  it('fits, because a deposit leaves room for it', async () => {
    const order = await filled()
    const deposit = (amount: number) => payment.deposit(order.account_id, { amount, currency: 'KWD' })
    expect(await deposit(rest)).toMatchObject({ status: 409, body: { code: 'balance_limit' } })
    expect((await deposit(rest - 100)).status).toBe(200)
    expect(await payment.deliver(payment.commands, [refund(order)])).toBe(0)
    expect(await typesOf(order.payment_id)).toEqual(['payment.processed', 'payment.refunded'])
    expect(payment.deadLetters).toEqual([])
  })

  it('waits, if history left none: money that is owed is no dead letter', async () => {
    const order = await filled()
    // Written before room was kept for refunds.
    const stored = (await history(order.account_id)).at(-1)!
    await appendDirectly({ ...stored, sequence: stored.sequence + 1, event_type: 'money.deposited' }, most - 0.001)
    expect(await payment.deliver(payment.commands, [refund(order)])).toBe(1)
    expect(payment.outcomes.at(-1)).toMatchObject({
      kind: 'deferred',
      error: { code: 'REFUND_WAITS' },
      delaySeconds: 3600,
    })
    await payment.withdraw(order.account_id, { amount: 100, currency: 'KWD' })
    expect(await payment.deliver(payment.commands, [refund(order)])).toBe(0)
    expect(await typesOf(order.payment_id)).toEqual(['payment.processed', 'payment.refunded'])
  })

  async function appendDirectly(event: EventEnvelope, balance: number): Promise<void> {
    const effects = new Effects(
      { clock: payment.clock, ids: payment.ids, source: 'payment-service', eventTable: testTables.events },
      { correlation_id: 'req_1', causation_id: 'cmd_1' },
    )
    const { payment_id: _, ...data } = event.data as DataOf<typeof moneyDeposited>
    const stated = { ...data, kind: 'deposit' as const, amount: 1, balance }
    effects.append({ aggregateId: event.aggregate_id, after: event.sequence - 1 }, [draft(moneyDeposited, stated)])
    await payment.apiEnvironment('payment').commit(effects, [], {})
  }
})

describe('payment on order.created', () => {
  it('charges the account and states both facts, caused by the event', async () => {
    const order = await orderOn(100)
    const event = created(order)
    expect(await payment.deliver(payment.charges, [event])).toBe(0)
    expect(await history(order.payment_id)).toMatchObject([
      {
        event_type: 'payment.processed',
        data: { order_id: order.order_id, account_id: order.account_id, amount: 59.98, currency: 'USD' },
        metadata: { causation_id: event.event_id, correlation_id: 'req_1', source: 'payment-service' },
      },
    ])
    expect((await history(order.account_id)).at(-1)).toMatchObject({
      event_type: 'money.withdrawn',
      data: { kind: 'payment', payment_id: order.payment_id, amount: 59.98, balance: 40.02 },
      metadata: { causation_id: event.event_id },
    })
  })

  it('charges once, however often the event comes and however many copies at once', async () => {
    const order = await orderOn(100)
    const event = created(order)
    const copies = Array.from({ length: 20 }, () => payment.deliver(payment.charges, [event]))
    await Promise.all(copies)
    await payment.deliver(payment.charges, [event, event], 2)
    expect(await typesOf(order.payment_id)).toEqual(['payment.processed'])
    expect((await payment.get(order.account_id)).body.balance).toBe(40.02)
  })

  it.each([
    ['without enough money', 59.97, 'USD', 'insufficient_funds'],
    ['from an account in another currency', 100, 'EUR', 'currency_mismatch'],
  ])('fails %s and takes nothing', async (_, balance, currency, reason) => {
    const order = await orderOn(balance, currency)
    await payment.deliver(payment.charges, [created(order)])
    expect(await history(order.payment_id)).toMatchObject([{ event_type: 'payment.failed', data: { reason } }])
    expect((await payment.get(order.account_id)).body.balance).toBe(balance)
  })

  it('fails for a customer without an account', async () => {
    const order = { customer_id: 'cust_poor', order_id: 'ord_poor', account_id: '', payment_id: 'pay_poor' }
    await payment.deliver(payment.charges, [created(order)])
    expect(await history('pay_poor')).toMatchObject([{ event_type: 'payment.failed', data: { reason: 'no_account' } }])
  })

  it('is a dead letter at once for a total that is no amount of money', async () => {
    const order = await orderOn(100)
    const before = payment.deadLetters.length
    expect(
      await payment.deliver(payment.charges, [eventOf(orderCreated, { ...created(order).data, total: 1.001 })]),
    ).toBe(0)
    expect(payment.deadLetters).toHaveLength(before + 1)
  })

  it('charges several orders of one account in one batch, as far as the money goes', async () => {
    const order = await orderOn(150)
    const batch = ['a', 'b', 'c', 'd'].map((name) => ({ ...order, order_id: `${order.order_id}${name}` }))
    let left = batch.map(created)
    for (let round = 0; left.length > 0 && round < 5; round++) {
      const back = await payment.deliver(payment.charges, left)
      if (back === 0) left = []
    }
    const ends = await Promise.all(['a', 'b', 'c', 'd'].map((name) => typesOf(`${order.payment_id}${name}`)))
    expect(ends.flat().sort()).toEqual(['payment.failed', 'payment.failed', 'payment.processed', 'payment.processed'])
    expect((await payment.get(order.account_id)).body.balance).toBe(30.04)
  })
})

describe('a batch of new orders', () => {
  it('costs one read for all accounts, one for their snapshots, one for the history of each, and one commit', async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, () => orderOn(100)))
    payment.dynamo.calls.length = 0
    expect(await payment.deliver(payment.charges, orders.map(created))).toBe(0)
    expect(payment.dynamo.calls.toSorted()).toEqual([
      'BatchGetItem',
      'BatchGetItem',
      ...Array(5).fill('Query'),
      'TransactWriteItems',
    ])
  })

  it('is looked up only where another was first', async () => {
    const order = await orderOn(100)
    await payment.deliver(payment.charges, [cancelled(order)])
    payment.dynamo.calls.length = 0
    expect(await payment.deliver(payment.charges, [created(order)])).toBe(0)
    // Refused by the payment's stream; the marker alone then says that it was seen.
    expect(payment.dynamo.calls.slice(3)).toEqual(['TransactWriteItems', 'GetItem', 'PutItem'])
  })
})

describe('payment on order.cancelled', () => {
  it('never charges an order that was cancelled before it was seen', async () => {
    const order = await orderOn(100)
    await payment.deliver(payment.charges, [cancelled(order)])
    await payment.deliver(payment.charges, [created(order)])
    expect(await history(order.payment_id)).toMatchObject([
      { event_type: 'payment.failed', data: { reason: 'order_cancelled' } },
    ])
    expect((await payment.get(order.account_id)).body.balance).toBe(100)
  })

  it('leaves a charge as it is: the checkout asks for the refund', async () => {
    const order = await orderOn(100)
    await payment.deliver(payment.charges, [created(order)])
    await payment.deliver(payment.charges, [cancelled(order)])
    expect(await typesOf(order.payment_id)).toEqual(['payment.processed'])
  })

  it('comes to one of the two when both arrive at once', async () => {
    const order = await orderOn(100)
    await payment.deliver(payment.charges, [created(order), cancelled(order)])
    expect(await typesOf(order.payment_id)).toHaveLength(1)
  })
})

describe('refund_payment', () => {
  it('gives back in full, once, also when it is asked for by several commands', async () => {
    const order = await orderOn(100)
    await payment.deliver(payment.charges, [created(order)])
    await payment.deliver(payment.commands, [refund(order)])
    await payment.deliver(payment.commands, [refund(order), refund(order)])
    expect(await typesOf(order.payment_id)).toEqual(['payment.processed', 'payment.refunded'])
    expect((await history(order.account_id)).at(-1)).toMatchObject({
      event_type: 'money.deposited',
      data: { kind: 'refund', amount: 59.98, balance: 100, payment_id: order.payment_id },
    })
  })

  it('does nothing for a charge that failed', async () => {
    const order = await orderOn(10)
    await payment.deliver(payment.charges, [created(order)])
    expect(await payment.deliver(payment.commands, [refund(order)])).toBe(0)
    expect((await payment.get(order.account_id)).body.balance).toBe(10)
  })

  it('is a dead letter for a payment that nobody has heard of', async () => {
    const before = payment.deadLetters.length
    await payment.deliver(payment.commands, [commandOf(refundPayment, { order_id: 'ord_unheard' })])
    expect(payment.deadLetters).toHaveLength(before + 1)
  })
})
