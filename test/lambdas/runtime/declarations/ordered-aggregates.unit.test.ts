import { describe, expect, it } from 'vitest'
import { moneyDeposited, moneyWithdrawn } from '../../../../events/account.ts'
import { orderConfirmed, orderCreated } from '../../../../events/order.ts'
import { orderedAggregates } from '../../../../lambdas/runtime/declarations/ordered-aggregates.ts'

const ordered = { ordering: 'aggregate' } as const

describe('the aggregates whose events go to the topic', () => {
  it('are those of which some consumer takes events in order, each once', () => {
    expect(
      orderedAggregates([
        { ...ordered, subscribesTo: [orderCreated, orderConfirmed] },
        { ...ordered, subscribesTo: [moneyWithdrawn, moneyDeposited, orderCreated] },
      ]),
    ).toEqual(['account', 'order'])
  })

  it('are none where nobody needs an order', () => {
    expect(orderedAggregates([{ ordering: 'none', subscribesTo: [orderCreated] }])).toEqual([])
    expect(orderedAggregates([{ ordering: 'none', subscribesTo: '*' }])).toEqual([])
  })

  it('are all where somebody takes every event in order', () => {
    expect(
      orderedAggregates([
        { ...ordered, subscribesTo: [orderCreated] },
        { ...ordered, subscribesTo: '*' },
      ]),
    ).toBeUndefined()
  })
})
