import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advance,
  type CheckoutState,
  hasEnded,
  initialState,
  isComplete,
  type ProcessInput,
} from '../../../lambdas/checkout/state-machine.ts'
import { type Delivery, type Scenario, World } from './world.ts'

const messages: readonly ProcessInput[] = [
  'order.confirmed',
  'order.cancelled',
  'payment.processed',
  'payment.failed',
  'payment.refunded',
  'inventory.reserved',
  'inventory.rejected',
  'inventory.released',
  'expire_checkout',
]

function run(...received: ProcessInput[]) {
  const sent: string[] = []
  let state: CheckoutState = initialState
  for (const message of received) {
    const step = advance(state, message)
    state = step.state
    sent.push(...step.send.map((one) => ('reason' in one ? `${one.command}: ${one.reason}` : one.command)))
  }
  return { state, sent }
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest]
  }
}

describe('the checkout', () => {
  it('confirms once paid and reserved', () => {
    expect(run('payment.processed', 'inventory.reserved').sent).toEqual(['confirm_order'])
  })

  it('cancels for want of money, and gives the stock back once the order is cancelled', () => {
    expect(run('payment.failed', 'inventory.reserved').sent).toEqual(['cancel_order: payment_failed'])
    const { state, sent } = run('payment.failed', 'inventory.reserved', 'order.cancelled', 'inventory.released')
    expect(sent).toEqual(['cancel_order: payment_failed', 'release_stock'])
    expect(isComplete(state)).toBe(true)
  })

  it('cancels for want of stock, and refunds a charge that comes in after the cancellation', () => {
    const { state, sent } = run('inventory.rejected', 'order.cancelled', 'payment.processed', 'payment.refunded')
    expect(sent).toEqual(['cancel_order: out_of_stock', 'refund_payment'])
    expect(isComplete(state)).toBe(true)
  })

  it('gives everything back when the customer cancels before the confirmation got through', () => {
    const { sent } = run('payment.processed', 'inventory.reserved', 'order.cancelled')
    expect(sent).toEqual(['confirm_order', 'refund_payment', 'release_stock'])
  })

  it('cancels at the deadline when an answer is missing, and confirms nothing after it', () => {
    const { sent } = run('inventory.reserved', 'expire_checkout', 'payment.processed')
    expect(sent).toEqual(['cancel_order: deadline_passed'])
  })

  it('pushes once more at the deadline what it has decided before', () => {
    expect(run('payment.processed', 'inventory.reserved', 'expire_checkout').sent).toEqual([
      'confirm_order',
      'confirm_order',
    ])
    expect(run('payment.failed', 'expire_checkout').sent).toEqual([
      'cancel_order: payment_failed',
      'cancel_order: deadline_passed',
    ])
  })

  it('lets the deadline of an ended order pass', () => {
    const { state, sent } = run('payment.processed', 'inventory.reserved', 'order.confirmed', 'expire_checkout')
    expect(sent).toEqual(['confirm_order'])
    expect(isComplete(state)).toBe(true)
  })

  const courses: [string, ProcessInput[], string[]][] = [
    ['confirmed', ['payment.processed', 'inventory.reserved', 'order.confirmed'], []],
    [
      'cancelled by the customer after both succeeded',
      ['payment.processed', 'inventory.reserved', 'order.cancelled', 'payment.refunded', 'inventory.released'],
      [],
    ],
    ['cancelled without money', ['payment.failed', 'inventory.reserved', 'order.cancelled', 'inventory.released'], []],
    ['cancelled with neither', ['payment.failed', 'inventory.rejected', 'order.cancelled'], []],
    [
      'cancelled at the deadline',
      ['payment.processed', 'expire_checkout', 'order.cancelled', 'payment.refunded', 'inventory.rejected'],
      [],
    ],
  ]

  it.each(courses)(
    '%s: every order of arrival, with every message twice, ends in the same complete state',
    (_, course) => {
      const finals = new Set<string>()
      for (const order of permutations(course)) {
        for (const received of [order, order.flatMap((message) => [message, message]), [...order, ...order]]) {
          const { state, sent } = run(...received)
          expect(isComplete(state), received.join(' ')).toBe(true)
          for (const command of ['refund_payment', 'release_stock']) {
            expect(sent.filter((one) => one === command).length, received.join(' ')).toBeLessThanOrEqual(1)
          }
          finals.add(JSON.stringify(state))
        }
      }
      expect(finals.size).toBe(1)
    },
  )

  it('comes to rest on every message in every state that can be reached, and never leaves an end', () => {
    const reached = new Map<string, CheckoutState>([[JSON.stringify(initialState), initialState]])
    for (const state of reached.values()) {
      for (const message of messages) {
        const next = advance(state, message).state
        reached.set(JSON.stringify(next), next)
        if (hasEnded(state)) {
          expect(next.phase).toBe(state.phase)
          // So a deadline may be taken back, or pass, at any time from then on.
          expect(advance(state, 'expire_checkout')).toEqual({ state, send: [] })
        }
        expect(next.phase).not.toMatch(/overdue/)
        expect(advance(next, message).state, `${JSON.stringify(state)} ${message}`).toEqual(next)
      }
    }
    expect(reached.size).toBeGreaterThan(50)
  })
})

const answer = fc.constantFrom('succeeds' as const, 'fails' as const)
const scenario: fc.Arbitrary<Scenario> = fc.record({
  payment: answer,
  stock: answer,
  customerCancels: fc.boolean(),
  deadlinePasses: fc.boolean(),
})

/** Delivers in the order that `picks` gives, some messages twice, until nothing is under way. */
function settle(world: World, picks: readonly number[], repeats: readonly boolean[]): World {
  const repeated = new Set<Delivery>()
  for (let step = 0; world.pool.length > 0; step++) {
    const [delivery] = world.pool.splice((picks[step % picks.length] ?? 0) % world.pool.length, 1)
    if (!delivery) break
    if (repeats[step % repeats.length] && !repeated.has(delivery)) {
      repeated.add(delivery)
      world.pool.push(delivery)
    }
    world.deliver(delivery)
  }
  return world
}

describe('the checkout among its services', () => {
  const picks = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 40 })
  const repeats = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 })

  it('ends every order exactly one way, with everything given back unless it is confirmed', () => {
    fc.assert(
      fc.property(scenario, picks, repeats, (given, order, duplicates) => {
        const world = settle(new World(given), order, duplicates)
        expect(world.ends).toHaveLength(1)
        expect(isComplete(world.checkout)).toBe(true)
        expect(world.checkout.phase).toBe(world.order)
        const isHeld = world.payment === 'processed' && world.stock === 'reserved'
        expect(isHeld).toBe(world.order === 'confirmed')
        if (world.order === 'cancelled') {
          expect(['failed', 'refunded']).toContain(world.payment)
          expect(['rejected', 'released']).toContain(world.stock)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('confirms whenever both succeed and nobody interferes', () => {
    fc.assert(
      fc.property(picks, repeats, (order, duplicates) => {
        const undisturbed = {
          payment: 'succeeds',
          stock: 'succeeds',
          customerCancels: false,
          deadlinePasses: false,
        } as const
        const world = settle(new World(undisturbed), order, duplicates)
        expect(world.order).toBe('confirmed')
        expect(world.commands).toEqual(['confirm_order'])
      }),
    )
  })

  it('never lets an order expire that is paid and reserved, however late that is heard', () => {
    fc.assert(
      fc.property(picks, repeats, fc.boolean(), (order, duplicates, customerCancels) => {
        const given = { payment: 'succeeds', stock: 'succeeds', customerCancels, deadlinePasses: true } as const
        const world = settle(new World(given), order, duplicates)
        if (world.wasFullyDecided) expect(world.reasons).not.toContain('deadline_passed')
        if (world.wasFullyDecided && !customerCancels) expect(world.ends).toEqual(['confirmed'])
      }),
      { numRuns: 2000 },
    )
  })

  it('cancels at the deadline when a service never answers, and what the other one holds is given back', () => {
    fc.assert(
      fc.property(picks, repeats, fc.constantFrom('payment', 'stock'), (order, duplicates, silent) => {
        const given = { payment: 'succeeds', stock: 'succeeds', customerCancels: false, deadlinePasses: true } as const
        const world = settle(new World({ ...given, [silent]: 'silent' }), order, duplicates)
        expect(world.ends).toEqual(['cancelled'])
        expect(['none', 'failed', 'refunded']).toContain(world.payment)
        expect(['none', 'rejected', 'released']).toContain(world.stock)
      }),
    )
  })
})
