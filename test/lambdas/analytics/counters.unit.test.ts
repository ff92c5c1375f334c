import * as currencies from 'dinero.js/currencies'
import { describe, expect, it } from 'vitest'
import { moneyDeposited } from '../../../events/account.ts'
import { allEvents } from '../../../events/catalog.ts'
import { customerRegistered } from '../../../events/customer.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderCreated } from '../../../events/order.ts'
import { productPriced } from '../../../events/product.ts'
import { countsOf, dayOf, sumOf } from '../../../lambdas/analytics/counters.ts'
import { toUpdate } from '../../../lambdas/analytics/day-item.ts'
import { MAX_MINOR_UNITS } from '../../../lambdas/runtime/money.ts'
import { eventOf } from '../../support/messages.ts'

const counted = (event: EventEnvelope) => Object.fromEntries(countsOf(event))

describe('counters', () => {
  it('count every event by its type', () => {
    expect(counted(eventOf(customerRegistered))).toEqual({ 'events:customer.registered': 1n })
  })

  it('add up totals and amounts by currency, in minor units', () => {
    expect(counted(eventOf(orderCreated))).toEqual({
      'events:order.created': 1n,
      'amounts:order.created:USD': 1n,
      'minor_units:order.created:USD': 5998n,
    })
    expect(counted(eventOf(moneyDeposited, { amount: 7, currency: 'JPY' }))).toMatchObject({
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
    expect(counted(eventOf(productPriced))).toEqual({ 'events:product.priced': 1n })
  })

  it('count an event whose amount is none, but not the amount', () => {
    expect(counted(eventOf(orderCreated, { total: 0.001 }))).toEqual({ 'events:order.created': 1n })
  })

  it('belong to the day of the event in UTC', () => {
    expect(dayOf(eventOf(orderCreated, {}, { timestamp: '2026-04-28T23:59:59.999Z' }))).toBe('2026-04-28')
  })

  it('of one day fit one item by far, even with every currency there is', () => {
    const everything = allEvents.flatMap(({ type, example }) =>
      Object.keys(currencies).map((currency) => {
        const data = { ...(example as Record<string, unknown>), currency }
        return countsOf({ ...eventOf(orderCreated), event_type: type, data })
      }),
    )
    const { ExpressionAttributeNames: names = {} } = toUpdate('state', '2026-04-28', 0, sumOf(everything))
    expect(Object.values(names)).toContain('minor_units:order.created:EUR')
    const bytesOfNumber = 21
    const bytes = Object.values(names).reduce((sum, name) => sum + name.length + bytesOfNumber, 0)
    expect(bytes).toBeLessThan(200 * 1024)
  })
})
