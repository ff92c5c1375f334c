import * as currencies from 'dinero.js/currencies'
import { describe, expect, it } from 'vitest'
import { moneyDeposited } from '../../../events/account.ts'
import { catalog } from '../../../events/catalog.ts'
import { customerRegistered } from '../../../events/customer.ts'
import { orderCreated } from '../../../events/order.ts'
import { productPriced } from '../../../events/product.ts'
import { countsOf, dayOf, sumOf } from '../../../lambdas/analytics/counters.ts'
import { toUpdate } from '../../../lambdas/analytics/day-item.ts'
import { MAX_MINOR_UNITS } from '../../../lambdas/runtime/money.ts'
import { eventOf } from '../../support/messages.ts'

const counted = (...args: Parameters<typeof eventOf>) => Object.fromEntries(countsOf(eventOf(...args)))

describe('counters', () => {
  it('count every event by its type', () => {
    expect(counted(customerRegistered)).toEqual({ 'events:customer.registered': 1n })
  })

  it('add up totals and amounts by currency, in minor units', () => {
    expect(counted(orderCreated)).toEqual({
      'events:order.created': 1n,
      'amounts:order.created:USD': 1n,
      'minor_units:order.created:USD': 5998n,
    })
    expect(counted(moneyDeposited, { amount: 7, currency: 'JPY' })).toMatchObject({
      'minor_units:money.deposited:JPY': 7n,
    })
  })

  it('stay exact beyond what a double can hold', () => {
    const most = new Map([['minor_units:order.created:USD', BigInt(MAX_MINOR_UNITS)]])
    const one = new Map([['minor_units:order.created:USD', 1n]])
    const sum = sumOf([...Array.from({ length: 10 }, () => most), one])
    expect(sum.get('minor_units:order.created:USD')).toBe(9_999_999_999_999_991n)
  })

  it('do not take a price for an amount', () => {
    expect(counted(productPriced)).toEqual({ 'events:product.priced': 1n })
  })

  it('count an event whose amount is none, but not the amount', () => {
    expect(counted(orderCreated, { total: 0.001 })).toEqual({ 'events:order.created': 1n })
  })

  it('belong to the day of the event in UTC', () => {
    expect(dayOf(eventOf(orderCreated, {}, { timestamp: '2026-04-28T23:59:59.999Z' }))).toBe('2026-04-28')
  })

  it('of one day fit an item twice over, even with every currency there is', () => {
    const everything = [...catalog.values()].flatMap((definition) =>
      Object.keys(currencies).map((currency) => countsOf(eventOf(definition, { currency, amount: 1_000, total: 1_000 }))),
    )
    const { ExpressionAttributeNames: names = {} } = toUpdate('state', '2026-04-28', 0, sumOf(everything))
    const bytes = Object.values(names).reduce((sum, name) => sum + name.length + 21, 0)
    expect(bytes).toBeLessThan(800 * 1024)
  })
})
