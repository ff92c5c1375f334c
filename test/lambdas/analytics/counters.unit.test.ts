import { describe, expect, it } from 'vitest'
import { moneyDeposited } from '../../../events/account.ts'
import { customerRegistered } from '../../../events/customer.ts'
import { orderCreated } from '../../../events/order.ts'
import { productPriced } from '../../../events/product.ts'
import { countsOf, dayOf } from '../../../lambdas/analytics/counters.ts'
import { eventOf } from '../../support/messages.ts'

describe('counters', () => {
  it('count every event by its type', () => {
    expect(countsOf(eventOf(customerRegistered))).toEqual([
      { subject: 'events', key: 'customer.registered', add: { count: 1 } },
    ])
  })

  it('add up totals and amounts by currency, in minor units', () => {
    expect(countsOf(eventOf(orderCreated))).toContainEqual({
      subject: 'amounts',
      key: 'order.created#USD',
      add: { count: 1, minor_units: 5998 },
    })
    expect(countsOf(eventOf(moneyDeposited, { amount: 7, currency: 'JPY' }))).toContainEqual({
      subject: 'amounts',
      key: 'money.deposited#JPY',
      add: { count: 1, minor_units: 7 },
    })
  })

  it('do not take a price for an amount', () => {
    expect(countsOf(eventOf(productPriced))).toHaveLength(1)
  })

  it('count an event whose amount is none, but not the amount', () => {
    expect(countsOf(eventOf(orderCreated, { total: 0.001 }))).toHaveLength(1)
  })

  it('belong to the day of the event in UTC', () => {
    expect(dayOf(eventOf(orderCreated, {}, { timestamp: '2026-04-28T23:59:59.999Z' }))).toBe('2026-04-28')
  })
})
