import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderDocument, toOrder } from '../../../lambdas/order-view/order-document.ts'
import { orderSummary, toSummary } from '../../../lambdas/order-view/order-summary.ts'
import { foldEvents } from '../../../lambdas/runtime/declarations/define-read-model.ts'
import {
  deliveriesOf,
  orderHistories,
  orderHistory,
  orderPaths,
  paymentPaths,
  stockPaths,
  wholeHistory,
} from './histories.ts'

describe('the order document', () => {
  it('shows what was ordered and where the order stands', () => {
    const cancelled = orderHistory('456', orderPaths[4]!, { customer: 'cust_789' })
    expect(toOrder(foldEvents(orderDocument, cancelled))).toEqual({
      order_id: 'ord_456',
      customer_id: 'cust_789',
      items: [{ product_id: 'prod_1', quantity: 2, price: 29.99 }],
      total: 59.98,
      currency: 'USD',
      status: 'cancelled',
      reason: { code: 'payment_failed' },
      created_at: '2026-04-28T10:30:00.000Z',
      updated_at: '2026-04-28T10:30:01.000Z',
      version: 2,
    })
  })

  it('does not exist before order.created, whatever else has arrived', () => {
    const [, confirmed] = orderHistory('1', orderPaths[1]!)
    expect(toOrder(foldEvents(orderDocument, [confirmed!]))).toBeUndefined()
  })

  it('is the same whatever the order of arrival, and however often events arrive', () => {
    fc.assert(
      fc.property(
        orderHistories.chain((events) => fc.tuple(fc.constant(events), deliveriesOf(events))),
        ([inOrder, delivered]) => {
          expect(toOrder(foldEvents(orderDocument, delivered))).toEqual(toOrder(foldEvents(orderDocument, inOrder)))
          const summary = (events: typeof inOrder) => toSummary('ord_1', foldEvents(orderSummary, events))
          expect(summary(delivered)).toEqual(summary(inOrder))
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the order summary', () => {
  it('puts the words of four services on one page', () => {
    const events = wholeHistory(orderPaths[4]!, paymentPaths[2]!, stockPaths[2]!, ['order_created', 'order_cancelled'])
    const summary = toSummary('ord_1', foldEvents(orderSummary, events))
    expect(summary).toMatchObject({
      order_id: 'ord_1',
      status: 'cancelled',
      reason: { code: 'payment_failed' },
      line_count: 1,
      piece_count: 2,
      payment: { payment_id: 'pay_1', status: 'refunded' },
      inventory: { reservation_id: 'res_1', status: 'released' },
      notifications: [{ template: 'order_created', channel: 'email' }, { at: '2026-04-28T10:30:03.000Z' }],
      updated_at: '2026-04-28T10:30:03.000Z',
    })
  })
})
