import { describe, expect, it } from 'vitest'
import type { Invariant } from '../../../dev/soak/invariants/invariant.ts'
import { listsCaughtUp, listsNeverInvent } from '../../../dev/soak/invariants/order-lists.ts'
import { cancellationsAnswered, everyOutcomeOccurred } from '../../../dev/soak/invariants/outcomes.ts'
import type { World } from '../../../dev/soak/world.ts'

const created = (id: string, customer: string, second: number) => ({
  event_type: 'order.created',
  aggregate_id: id,
  timestamp: `2026-04-28T10:30:0${second}.000Z`,
  data: { customer_id: customer },
})
const confirmed = (id: string) => ({ event_type: 'order.confirmed', aggregate_id: id, data: {} })
const cancelled = (id: string, code: string) => ({
  event_type: 'order.cancelled',
  aggregate_id: id,
  data: { reason: { code } },
})
const listed = (id: string, customer: string, second: number, status: string) => ({
  order_id: id,
  customer_id: customer,
  status,
  created_at: `2026-04-28T10:30:0${second}.000Z`,
})

const check = (invariant: Invariant, world: object) => invariant.check(world as unknown as World)

describe('every kind of outcome', () => {
  const ends = [
    confirmed('a'),
    cancelled('b', 'out_of_stock'),
    cancelled('c', 'payment_failed'),
    cancelled('d', 'customer_request'),
  ]
  const cancellations = [
    { orderId: 'd', granted: true },
    { orderId: 'a', granted: false },
  ]

  it('occurred', () => {
    expect(check(everyOutcomeOccurred, { events: ends, cancellations })).toEqual([])
  })

  it.each(['confirmed', 'out_of_stock', 'payment_failed', 'customer_request'])('is missed: %s', (missing) => {
    const events = ends.filter((event) => !JSON.stringify(event).includes(missing))
    expect(check(everyOutcomeOccurred, { events, cancellations })).toEqual([
      `did not happen: ${missing}; place more orders, or take another seed`,
    ])
  })

  it('is missed: too late', () => {
    const [only] = cancellations
    expect(check(everyOutcomeOccurred, { events: ends, cancellations: [only] })).toHaveLength(1)
  })
})

it('a cancellation that was granted, and did not end the order, is found; also one refused that did', () => {
  const events = [confirmed('a'), cancelled('b', 'customer_request'), cancelled('c', 'out_of_stock')]
  const told = (granted: boolean) => ['a', 'b', 'c'].map((orderId) => ({ orderId, granted }))
  expect(check(cancellationsAnswered, { events, cancellations: told(true) })).toHaveLength(2)
  expect(check(cancellationsAnswered, { events, cancellations: told(false) })).toHaveLength(1)
})

describe("a customer's list", () => {
  const events = [created('a', 'ann', 1), created('b', 'ann', 2), created('c', 'bob', 3), confirmed('a')]

  it('may be behind', () => {
    const seen = [
      { customerId: 'ann', orders: [] },
      { customerId: 'ann', orders: [listed('a', 'ann', 1, 'pending')] },
      { customerId: 'ann', orders: [listed('b', 'ann', 2, 'pending'), listed('a', 'ann', 1, 'pending')] },
    ]
    expect(check(listsNeverInvent, { events, seen })).toEqual([])
  })

  it.each([
    ['an order that is not there', undefined, [listed('x', 'ann', 1, 'pending')]],
    ["someone else's", undefined, [listed('c', 'ann', 3, 'pending')]],
    ['another status than asked for', 'confirmed', [listed('a', 'ann', 1, 'pending')]],
    ['an order twice', undefined, [listed('a', 'ann', 1, 'pending'), listed('a', 'ann', 1, 'pending')]],
    ['the oldest first', undefined, [listed('a', 'ann', 1, 'pending'), listed('b', 'ann', 2, 'pending')]],
  ])('must not show %s', (_, status, orders) => {
    expect(check(listsNeverInvent, { events, seen: [{ customerId: 'ann', status, orders }] })).toHaveLength(1)
  })

  const shop = { accounts: [{ customerId: 'ann' }] }
  const answering = (all: readonly object[], ofThem: readonly object[]) => ({
    call: async (_method: string, path: string) => ({
      body: { orders: path.includes('status=confirmed') ? ofThem : all, next_cursor: null },
    }),
  })
  const [first, second] = [listed('a', 'ann', 1, 'confirmed'), listed('b', 'ann', 2, 'pending')]

  it('is complete in the end', async () => {
    const api = answering([second, first], [first])
    expect(await check(listsCaughtUp, { api, shop, events })).toEqual([])
  })

  it.each([
    ['an order is missing', [first], [first]],
    ['it is missing under its status', [second, first], []],
    ['its status is an old one', [second, { ...first, status: 'pending' }], [first]],
  ])('is not, when %s', async (_, all, ofThem) => {
    expect(await check(listsCaughtUp, { api: answering(all, ofThem), shop, events })).toHaveLength(1)
  })
})
