import { describe, expect, it } from 'vitest'
import { orderCancelled, orderConfirmed, orderCreated, orderStatusUpdated } from '../../../events/order.ts'
import { order } from '../../../lambdas/order/order.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'

const request = { customer_id: 'cust_1', currency: 'USD', items: [{ product_id: 'prod_1', quantity: 2 }] }
const prices = new Map([['prod_1', { price: 29.99, currency: 'USD' }]])
const create = { type: 'create', order_id: 'ord_1', request, prices } as const
const reason = { code: 'customer_request' } as const

const created = draft(orderCreated, {
  order_id: 'ord_1',
  customer_id: 'cust_1',
  items: [{ product_id: 'prod_1', quantity: 2, price: 29.99 }],
  total: 59.98,
  currency: 'USD',
})
const facts = { order_id: 'ord_1', customer_id: 'cust_1', total: 59.98, currency: 'USD' }
const confirmed = draft(orderConfirmed, facts)
const cancelled = draft(orderCancelled, { ...facts, reason })
const moved = (previous_status: 'confirmed' | 'shipped', status: 'shipped' | 'delivered') =>
  draft(orderStatusUpdated, { order_id: 'ord_1', customer_id: 'cust_1', previous_status, status })
const shipped = moved('confirmed', 'shipped')
const delivered = moved('shipped', 'delivered')

describe('an order', () => {
  it('is created at the current prices', () => given(order).when(create).then(created))
  it('is created once', () => given(order, created).when(create).thenRefused('order_exists'))

  it('is confirmed while it is pending', () => given(order, created).when({ type: 'confirm' }).then(confirmed))
  it('is cancelled while it is pending', () => given(order, created).when({ type: 'cancel', reason }).then(cancelled))

  it.each([
    ['confirmed', [confirmed], ['shipped']],
    ['cancelled', [cancelled], []],
    ['shipped', [confirmed, shipped], ['delivered']],
    ['delivered', [confirmed, shipped, delivered], []],
  ] as const)('that is %s has ended one way: neither confirmed nor cancelled any more', (status, since, allowed) => {
    const history = given(order, created, ...since)
    const details = { current_status: status, allowed: [...allowed] }
    history.when({ type: 'confirm' }).thenRefused('status_not_allowed', details)
    history.when({ type: 'cancel', reason }).thenRefused('status_not_allowed', details)
  })

  it('moves on: shipped, then delivered', () => {
    given(order, created, confirmed).when({ type: 'update-status', status: 'shipped' }).then(shipped)
    given(order, created, confirmed, shipped).when({ type: 'update-status', status: 'delivered' }).then(delivered)
  })

  it.each([
    ['pending', [], 'shipped', ['confirmed', 'cancelled']],
    ['pending', [], 'confirmed', ['confirmed', 'cancelled']],
    ['confirmed', [confirmed], 'delivered', ['shipped']],
    ['confirmed', [confirmed], 'confirmed', ['shipped']],
    ['shipped', [confirmed, shipped], 'shipped', ['delivered']],
    ['delivered', [confirmed, shipped, delivered], 'shipped', []],
    ['cancelled', [cancelled], 'shipped', []],
  ] as const)('that is %s refuses an illegal step and says which are legal', (current_status, since, status, allowed) =>
    given(order, created, ...since)
      .when({ type: 'update-status', status })
      .thenRefused('status_not_allowed', { current_status, requested_status: status, allowed: [...allowed] }),
  )

  it.each([{ type: 'confirm' }, { type: 'cancel', reason }, { type: 'update-status', status: 'shipped' }] as const)(
    'that does not exist is not found: $type',
    (command) => given(order).when(command).thenRefused('order_not_found'),
  )

  it('shows its lines, its time and the reason of its end', () => {
    expect(given(order, created, cancelled).state).toEqual({
      ...created.data,
      status: 'cancelled',
      created_at: '2026-01-01T00:00:00.000Z',
      reason,
    })
  })
})
