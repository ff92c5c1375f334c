import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadlineNameOf } from '../../../lambdas/checkout/deadline.ts'
import { isComplete } from '../../../lambdas/checkout/state-machine.ts'
import { PRICE, type Shop, startShop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.close())

/** Park and Miller's generator: the same seed, the same run. */
function seeded(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

interface Parcel {
  readonly to: number
  readonly message: object
}

/** Every third deadline passes at once; the others are too far away to matter. */
const passing = () => shop.deadlines.filter((_, index) => index % 3 === 0)

/** Carries every event and command to whom it concerns, in any order, some twice, until nothing is under way. */
async function carryAll(next: (below: number) => number): Promise<void> {
  const seen = new Set<string>()
  const pool: Parcel[] = []
  const collect = async () => {
    for (const message of [...(await shop.allEvents()), ...(await shop.allCommands()), ...expired()]) {
      const { id, type } =
        'event_id' in message
          ? { id: message.event_id, type: message.event_type }
          : { id: message.command_id, type: message.command_type }
      if (seen.has(id)) continue
      seen.add(id)
      shop.consumers.forEach(([{ subscribesTo, accepts }], to) => {
        const wanted = [...(subscribesTo === '*' ? [] : subscribesTo), ...accepts].some((one) => one.type === type)
        if (wanted) pool.push(...Array.from({ length: next(4) === 0 ? 2 : 1 }, () => ({ to, message })))
      })
    }
  }
  const expired = () => passing().map(({ command }) => command)

  for (await collect(); pool.length > 0; await collect()) {
    const taken = Array.from({ length: Math.min(pool.length, 24) }, () => pool.splice(next(pool.length), 1)[0]!)
    const batches = Map.groupBy(taken, ({ to }) => to)
    await Promise.all(
      [...batches].map(async ([to, parcels]) => {
        const batch = parcels.slice(0, 10)
        const [, consumer] = shop.consumers[to]!
        const back = await shop.deliver(
          consumer,
          batch.map(({ message }) => message),
        )
        // The kit does not say which: all come again, and the others are duplicates.
        pool.push(...parcels.slice(10), ...(back > 0 ? batch : []))
      }),
    )
  }
}

describe('orders on scarce stock and little money', () => {
  it.each([1, 22])('each end one way, and money and stock add up: seed %d', async (seed) => {
    const next = seeded(seed)
    const customers = ['a', 'b', 'c'].map((name) => `cust_${name}`)
    const products = ['x', 'y'].map((name) => `prod_${name}`)
    const [funds, pieces] = [6 * PRICE, 8]
    for (const customer of customers) await shop.openAccount(customer, funds)
    for (const product of products) await shop.stock(product, pieces)
    const orders = await Promise.all(
      Array.from({ length: 15 }, () =>
        shop.place(customers[next(customers.length)]!, {
          [products[next(products.length)]!]: 1 + next(2),
          ...(next(3) === 0 && { [products[0]!]: 1 }),
        }),
      ),
    )
    const cancelling = Promise.all(orders.filter(() => next(5) === 0).map((order) => shop.cancel(order)))
    await Promise.all([carryAll(next), cancelling])
    await carryAll(next)

    const events = await shop.allEvents()
    let [spent, taken] = [0, 0]
    for (const order of orders) {
      const ends = events.filter(
        (event) => event.aggregate_id === order && /^order\.(confirmed|cancelled)$/.test(event.event_type),
      )
      expect(ends).toHaveLength(1)
      expect(isComplete((await shop.checkouts.load(order)).state)).toBe(true)
      // A deadline that passes may itself bring what ended the order, and then there is nothing left to take back.
      const name = deadlineNameOf(order)
      const timesTakenBack = shop.takenBack.filter((one) => one === name).length
      expect(passing().some((deadline) => deadline.name === name) ? [0, 1] : [1]).toContain(timesTakenBack)
      if (ends[0]?.event_type !== 'order.confirmed') continue
      const created = events.find((event) => event.aggregate_id === order && event.event_type === 'order.created')
      const { total, items } = created!.data as { total: number; items: { quantity: number }[] }
      spent += total
      taken += items.reduce((sum, item) => sum + item.quantity, 0)
    }
    const balances = await Promise.all(customers.map((customer) => shop.balanceOf(customer)))
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(customers.length * funds - spent)
    const shelves = await Promise.all(products.map((product) => shop.product(product)))
    expect(shelves.reduce((sum, { available }) => sum + Number(available), 0)).toBe(products.length * pieces - taken)
    for (const { available, reserved, on_hand } of shelves) {
      expect([Number(available) >= 0, Number(reserved) >= 0, on_hand]).toEqual([true, true, pieces])
    }
    expect(shop.deadLetters).toEqual([])
    // There is less than everyone wants, so both ends were seen.
    expect([taken > 0, taken <= products.length * pieces]).toEqual([true, true])
    expect(events.some((event) => event.event_type === 'order.cancelled')).toBe(true)
  })
})
