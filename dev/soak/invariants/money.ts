import { effectsOf } from '../posts.ts'
import { cents, countBy, type Invariant } from './invariant.ts'

interface OrderData {
  readonly order_id: string
  readonly total: number
}

interface PaymentData {
  readonly order_id: string
  readonly payment_id?: string
}

export const moneyConserved: Invariant = {
  name: 'money is conserved: what accounts hold is what was put in less what confirmed orders cost',
  async check({ api, shop, posts, events }) {
    const balances = await Promise.all(
      shop.accounts.map(async ({ id }) =>
        cents((await api.call<{ balance: number }>('GET', `/accounts/${id}`)).body.balance),
      ),
    )
    const funds = shop.accounts.reduce((sum, account) => sum + cents(account.funds), 0)
    const paidIn = [...effectsOf(posts, events)]
      .filter(([{ answer }, times]) => answer === 'taken' || times > 0)
      .reduce((sum, [post]) => sum + (post.paidIn ?? 0), funds)
    const spent = events
      .filter((event) => event.event_type === 'order.confirmed')
      .reduce((sum, event) => sum + cents((event.data as unknown as OrderData).total), 0)
    const held = balances.reduce((sum, balance) => sum + balance, 0)
    const problems = balances.some((balance) => balance < 0) ? ['an account is below zero'] : []
    return held === paidIn - spent
      ? problems
      : [
          ...problems,
          `accounts hold ${held / 100}, expected ${paidIn / 100} - ${spent / 100} = ${(paidIn - spent) / 100}`,
        ]
  },
}

export const chargedOnce: Invariant = {
  name: 'each order is charged at most once, and refunded exactly when it was charged and cancelled',
  check({ events }) {
    const dataOf = (type: string) =>
      events.filter((event) => event.event_type === type).map((event) => event.data as unknown as PaymentData)
    const ids = (type: string) => dataOf(type).map((data) => data.order_id)
    const cancelled = new Set(ids('order.cancelled'))
    const processed = ids('payment.processed')
    const refunded = ids('payment.refunded')
    // A transfer withdraws as well, for no payment.
    const withdrawals = dataOf('money.withdrawn').flatMap(({ payment_id }) => payment_id ?? [])
    const due = new Set(processed.filter((orderId) => cancelled.has(orderId)))
    const given = new Set(refunded)
    return [
      ...repeated('charged', processed),
      ...repeated('refunded', refunded),
      ...repeated('withdrawn', withdrawals),
      ...[...due]
        .filter((orderId) => !given.has(orderId))
        .map((orderId) => `${orderId} was charged, cancelled and not refunded`),
      ...[...given]
        .filter((orderId) => !due.has(orderId))
        .map((orderId) => `${orderId} was refunded without being due`),
    ]
  },
}

const repeated = (what: string, ids: readonly string[]): string[] =>
  [...countBy(ids, (id) => id)].flatMap(([id, count]) => (count > 1 ? [`${id} was ${what} ${count} times`] : []))
