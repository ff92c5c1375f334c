import { describe, expect, it } from 'vitest'
import { inventoryRejected } from '../../../events/inventory.ts'
import { orderConfirmed } from '../../../events/order.ts'
import { paymentFailed } from '../../../events/payment.ts'
import { explanationOf, messagesIn } from '../../../lambdas/checkout/incoming.ts'
import { eventOf } from '../../support/messages.ts'

describe('what an event says to the checkout', () => {
  it('is its type', () => {
    expect(messagesIn(eventOf(orderConfirmed))).toEqual(['order.confirmed'])
    expect(messagesIn(eventOf(paymentFailed))).toEqual(['payment.failed'])
  })

  it('is also the cancellation, if that was the reason', () => {
    expect(messagesIn(eventOf(paymentFailed, { reason: 'order_cancelled' }))).toEqual([
      'order.cancelled',
      'payment.failed',
    ])
    expect(messagesIn(eventOf(inventoryRejected, { reason: 'order_cancelled', shortages: [] }))).toEqual([
      'order.cancelled',
      'inventory.rejected',
    ])
  })

  it('explains itself', () => {
    expect(explanationOf(eventOf(orderConfirmed))).toBeUndefined()
    expect(explanationOf(eventOf(paymentFailed))).toBe('insufficient_funds')
    expect(explanationOf(eventOf(inventoryRejected))).toBe('prod_1: 2 ordered, 1 in stock')
    const none = { reason: 'too_many_products', shortages: [] } as const
    expect(explanationOf(eventOf(inventoryRejected, { ...none, shortages: [] }))).toBe('too_many_products')
  })

  it('fits into a reason, however much is missing', () => {
    const shortages = Array.from({ length: 90 }, (_, index) => ({
      product_id: `prod_${index}`,
      requested: 2,
      available: 1,
    }))
    expect(explanationOf(eventOf(inventoryRejected, { shortages }))).toHaveLength(500)
  })
})
