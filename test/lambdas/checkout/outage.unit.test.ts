import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { paymentIdOf, paymentProcessed } from '../../../events/payment.ts'
import { deadlineNameOf } from '../../../lambdas/checkout/deadline.ts'
import { isComplete } from '../../../lambdas/checkout/state-machine.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { testTables } from '../../support/dynamodb.ts'
import { eventOf } from '../../support/messages.ts'
import { PRICE, type Shop, startShop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop.close())

const START = Date.parse('2026-04-28T10:30:00.000Z')
const MINUTE = 60_000
const DEADLINE = 15 * MINUTE

interface Scenario {
  readonly funds: number
  readonly pieces: number
  readonly customerCancels: boolean
  /** Consumers that are away at first, and after how many steps each is back. */
  readonly outages: Readonly<Record<string, number>>
  /** After how many steps the deadline passes. */
  readonly deadlineAfter: number
  /** Which of the waiting messages is delivered next. */
  readonly picks: readonly number[]
  /** Whether it is delivered once more later. */
  readonly repeats: readonly boolean[]
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  funds: fc.constantFrom(0, 10 * PRICE, 10 * PRICE, 10 * PRICE),
  pieces: fc.constantFrom(0, 5, 5, 5),
  customerCancels: fc.constantFrom(false, false, false, true),
  outages: fc.record({
    checkout: fc.constantFrom(0, 10, 30, 30),
    'checkout-commands': fc.constantFrom(0, 0, 12, 30),
    payment: fc.constantFrom(0, 0, 0, 0, 30),
    inventory: fc.constantFrom(0, 0, 0, 0, 30),
    'order-commands': fc.constantFrom(0, 12),
  }),
  deadlineAfter: fc.nat({ max: 12 }),
  picks: fc.array(fc.nat({ max: 999 }), { minLength: 10, maxLength: 30 }),
  repeats: fc.array(fc.boolean(), { minLength: 5, maxLength: 15 }),
})

interface Parcel {
  readonly to: number
  readonly message: object
  readonly isRepeat: boolean
}

let runs = 0

/** Lives one order through. @returns what can be said about it in the end. */
async function live(given: Scenario) {
  shop.clock.now = () => START
  const name = `run${++runs}`
  const [customer, product] = [`cust_${name}`, `prod_${name}`]
  await shop.openAccount(customer, given.funds + 1)
  await shop.stock(product, given.pieces + 1)
  const orderId = await shop.place(customer, { [product]: 2 })
  const isAbout = (message: object) => JSON.stringify(message).includes(orderId)
  const stored = async () => (await shop.allEvents()).filter(isAbout)

  const pool: Parcel[] = []
  const seen = new Set<string>()
  let wasDecidedAtDeadline: boolean | undefined
  const collect = async (step: number) => {
    const deadlines = step < given.deadlineAfter ? [] : shop.deadlines.map(({ command }) => command)
    const messages = [...(await stored()), ...(await shop.allCommands()), ...deadlines].filter(isAbout)
    for (const message of messages) {
      const { id, type } = nameOf(message)
      if (seen.has(id)) continue
      seen.add(id)
      shop.consumers.forEach(([{ subscribesTo, accepts }], to) => {
        const wanted = [...(subscribesTo === '*' ? [] : subscribesTo), ...accepts]
        if (wanted.some((one) => one.type === type)) pool.push({ to, message, isRepeat: false })
      })
    }
  }
  let isNews = true
  for (let step = 0; ; step++) {
    if (isNews || step === given.deadlineAfter) await collect(step)
    isNews = false
    if (pool.length === 0 && step > given.deadlineAfter) break
    // The deadline is always late: everything that is left is delivered after it.
    shop.clock.now = () => START + (step < given.deadlineAfter ? MINUTE : DEADLINE + (step + 1) * MINUTE)
    if (given.customerCancels && step === 5) {
      await shop.cancel(orderId)
      isNews = true
    }
    const ready = pool.filter(({ to }) => (given.outages[shop.consumers[to]![0].name] ?? 0) <= step)
    const parcel = ready[(given.picks[step % given.picks.length] ?? 0) % Math.max(1, ready.length)]
    if (!parcel) continue
    const [{ name: consumer }, handler] = shop.consumers[parcel.to]!
    if (consumer === 'checkout-commands') wasDecidedAtDeadline ??= isPaidAndReserved(await stored())
    const back = await shop.deliver(handler, [parcel.message])
    isNews = true
    if (back > 0) continue
    const repeat = !parcel.isRepeat && given.repeats[step % given.repeats.length]
    pool.splice(pool.indexOf(parcel), 1, ...(repeat ? [{ ...parcel, isRepeat: true }] : []))
  }
  const events = await stored()
  const types = events.map((event) => event.event_type)
  return {
    ends: events.filter(({ event_type }) => event_type === 'order.confirmed' || event_type === 'order.cancelled'),
    types,
    timesTakenBack: shop.takenBack.filter((name) => name === deadlineNameOf(orderId)).length,
    wasDecidedAtDeadline,
    isComplete: isComplete((await shop.checkouts.load(orderId)).state),
    spent: given.funds + 1 - (await shop.balanceOf(customer)),
    taken: given.pieces + 1 - Number((await shop.product(product)).available),
  }
}

const nameOf = (message: object): { id: string; type: string } => {
  const { event_id, event_type, command_id, command_type } = message as Record<string, string>
  return { id: event_id ?? command_id ?? '', type: event_type ?? command_type ?? '' }
}

function isPaidAndReserved(events: readonly EventEnvelope[]): boolean {
  const has = (type: string) => events.some(({ event_type }) => event_type === type)
  return has('payment.processed') && has('inventory.reserved')
}

describe('an order whose checkout was away', () => {
  it('ends one way, money and stock follow its end, and it never expires once it is paid and reserved', async () => {
    const endings = new Set<string>()
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const lived = await live(given)
        expect(lived.ends).toHaveLength(1)
        expect(lived.isComplete).toBe(true)
        expect(lived.timesTakenBack).toBeLessThanOrEqual(1)
        const [end] = lived.ends
        const isConfirmed = end?.event_type === 'order.confirmed'
        expect([lived.spent, lived.taken]).toEqual(isConfirmed ? [2 * PRICE, 2] : [0, 0])
        const count = (type: string) => lived.types.filter((one) => one === type).length
        expect(count('payment.refunded')).toBe(isConfirmed ? 0 : count('payment.processed'))
        expect(count('inventory.released')).toBe(isConfirmed ? 0 : count('inventory.reserved'))
        const reason = (end?.data as { reason?: { code: string } } | undefined)?.reason?.code
        if (lived.wasDecidedAtDeadline) expect(reason).not.toBe('deadline_passed')
        endings.add(`${reason ?? 'confirmed'}${lived.wasDecidedAtDeadline ? ', decided before its late deadline' : ''}`)
      }),
      { numRuns: 14, seed: 7, endOnFailure: true },
    )
    expect([...endings]).toEqual(
      expect.arrayContaining(['confirmed, decided before its late deadline', 'deadline_passed', 'payment_failed']),
    )
    expect(shop.deadLetters).toEqual([])
  })

  it('does not expire, and is not given up, while the decision about it is of a version that is only being deployed', async () => {
    shop.clock.now = () => START
    await shop.openAccount('cust_v2', 10 * PRICE)
    await shop.stock('prod_v2', 1)
    const orderId = await shop.place('cust_v2', { prod_v2: 1 })
    shop.clock.now = () => START + DEADLINE
    const [created] = (await shop.allEvents()).filter(({ aggregate_id }) => aggregate_id === orderId)
    const processed = { ...eventOf(paymentProcessed), aggregate_id: paymentIdOf(orderId), sequence: 1, version: 99 }
    const timestamp = isoTime(START + DEADLINE - MINUTE)
    await shop.dynamo.client.send(
      new PutItemCommand({ TableName: testTables.events, Item: toEventItem({ ...processed, timestamp }) }),
    )
    for (const name of ['checkout', 'checkout-commands']) {
      const [, handler] = shop.consumers.find(([declaration]) => declaration.name === name)!
      const message = name === 'checkout' ? created! : shop.deadlines.at(-1)!.command
      const back = await shop.deliver(handler, [message])
      expect([name, back, shop.outcomes.at(-1)?.kind]).toEqual(
        name === 'checkout' ? [name, 0, 'processed'] : [name, 1, 'deferred'],
      )
    }
    expect(shop.deadLetters).toEqual([])
  })
})
