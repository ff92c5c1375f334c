import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { releaseStock } from '../../../events/commands/inventory.ts'
import { MAX_RESERVED_PRODUCTS } from '../../../events/inventory.ts'
import { orderCancelled, orderCreated, orderStatusUpdated } from '../../../events/order.ts'
import { commandOf, eventOf } from '../../support/messages.ts'
import { type InventoryKit, startInventory } from './kit.ts'

let inventory: InventoryKit
beforeAll(async () => {
  inventory = await startInventory()
})
afterAll(() => inventory.close())

type Wanted = Readonly<Record<string, number>>

const itemsOf = (wanted: Wanted) =>
  Object.entries(wanted).map(([product_id, quantity]) => ({ product_id, quantity, price: 1 }))

const created = (name: string, wanted: Wanted) =>
  eventOf(orderCreated, { order_id: `ord_${name}`, items: itemsOf(wanted) })
const cancelled = (name: string) => eventOf(orderCancelled, { order_id: `ord_${name}` })
const moved = (name: string, status: 'shipped' | 'delivered') =>
  eventOf(orderStatusUpdated, { order_id: `ord_${name}`, status })
const release = (name: string) => commandOf(releaseStock, { order_id: `ord_${name}` })

const history = async (name: string) =>
  (await inventory.allEvents())
    .filter((event) => event.aggregate_id === `res_${name}`)
    .sort((left, right) => left.sequence - right.sequence)

const stockOf = async (...products: string[]) =>
  Promise.all(
    products.map(async (product) => {
      const { available, reserved } = (await inventory.get(product)).body
      return [available, reserved]
    }),
  )

/** Delivers until nothing comes back, as the queue would. */
async function deliverAll(messages: readonly object[]): Promise<void> {
  for (let round = 1; round <= 10; round++) {
    if ((await inventory.deliver(inventory.orders, messages, round)) === 0) return
  }
  throw new Error('Messages keep coming back.')
}

describe('inventory on order.created', () => {
  it('sets all lines aside and says so, caused by the event', async () => {
    await inventory.stocked('prod_a', 5)
    await inventory.stocked('prod_b', 1)
    const event = created('all', { prod_a: 2, prod_b: 1 })
    expect(await inventory.deliver(inventory.orders, [event])).toBe(0)
    expect(await stockOf('prod_a', 'prod_b')).toEqual([
      [3, 2],
      [0, 1],
    ])
    expect(await history('all')).toMatchObject([
      {
        event_type: 'inventory.reserved',
        data: {
          reservation_id: 'res_all',
          order_id: 'ord_all',
          lines: [
            { product_id: 'prod_a', quantity: 2 },
            { product_id: 'prod_b', quantity: 1 },
          ],
        },
        metadata: { causation_id: event.event_id },
      },
    ])
  })

  it('sets nothing aside when one line is short, and says what is missing', async () => {
    await inventory.stocked('prod_c', 5)
    await inventory.stocked('prod_d', 1)
    await inventory.deliver(inventory.orders, [created('short', { prod_c: 2, prod_d: 2, prod_nowhere: 1 })])
    expect(await stockOf('prod_c', 'prod_d')).toEqual([
      [5, 0],
      [1, 0],
    ])
    expect(await history('short')).toMatchObject([
      {
        event_type: 'inventory.rejected',
        data: {
          reason: 'out_of_stock',
          shortages: [
            { product_id: 'prod_d', requested: 2, available: 1 },
            { product_id: 'prod_nowhere', requested: 1, available: 0 },
          ],
        },
      },
    ])
  })

  it('adds up lines of the same product', async () => {
    await inventory.stocked('prod_e', 5)
    const items = [2, 2].map((quantity) => ({ product_id: 'prod_e', quantity, price: 1 }))
    await inventory.deliver(inventory.orders, [eventOf(orderCreated, { order_id: 'ord_twice', items })])
    expect(await stockOf('prod_e')).toEqual([[1, 4]])
    await inventory.deliver(inventory.orders, [eventOf(orderCreated, { order_id: 'ord_again', items })])
    expect(await history('again')).toMatchObject([
      { data: { shortages: [{ product_id: 'prod_e', requested: 4, available: 1 }] } },
    ])
  })

  it('reserves once, however often the event comes and however many copies at once', async () => {
    await inventory.stocked('prod_f', 10)
    const event = created('copies', { prod_f: 2 })
    await Promise.all(Array.from({ length: 20 }, () => inventory.deliver(inventory.orders, [event])))
    await inventory.deliver(inventory.orders, [event], 2)
    expect(await stockOf('prod_f')).toEqual([[8, 2]])
  })

  it('gives the last piece to exactly one of many', async () => {
    await inventory.stocked('prod_last', 1)
    const names = Array.from({ length: 12 }, (_, index) => `last${index}`)
    await Promise.all(names.map((name) => deliverAll([created(name, { prod_last: 1 })])))
    const ends = (await Promise.all(names.map(history))).map((events) => events.map((event) => event.event_type))
    expect(ends.filter(([type]) => type === 'inventory.reserved')).toHaveLength(1)
    expect(ends.filter(([type]) => type === 'inventory.rejected')).toHaveLength(11)
    expect(await stockOf('prod_last')).toEqual([[0, 1]])
  })

  it('serves a batch of orders for the same product as far as the stock goes', async () => {
    await inventory.stocked('prod_g', 5)
    const names = ['g1', 'g2', 'g3', 'g4']
    await deliverAll(names.map((name) => created(name, { prod_g: 2 })))
    const ends = (await Promise.all(names.map(history))).map(([event]) => event?.event_type)
    expect(ends.filter((type) => type === 'inventory.reserved')).toHaveLength(2)
    expect(await stockOf('prod_g')).toEqual([[1, 4]])
  })

  it(`takes ${MAX_RESERVED_PRODUCTS} products in one transaction, and rejects more with a reason of its own`, async () => {
    const products = Array.from({ length: MAX_RESERVED_PRODUCTS }, (_, index) => `prod_wide${index}`)
    await Promise.all(products.map((product) => inventory.stocked(product, 1)))
    const wide = Object.fromEntries(products.map((product) => [product, 1]))
    await inventory.deliver(inventory.orders, [created('wide', wide)])
    expect(await history('wide')).toMatchObject([{ event_type: 'inventory.reserved' }])
    await inventory.deliver(inventory.commands, [release('wide')])
    expect(await history('wide')).toHaveLength(2)
    await inventory.deliver(inventory.orders, [created('wider', { ...wide, prod_one_more: 1 })])
    expect(await history('wider')).toMatchObject([
      { event_type: 'inventory.rejected', data: { reason: 'too_many_products', shortages: [] } },
    ])
  })
})

describe('a batch of new orders', () => {
  it('costs one commit: what is available is a condition of it', async () => {
    const products = ['n1', 'n2', 'n3', 'n4', 'n5'].map((name) => `prod_${name}`)
    await Promise.all(products.map((product) => inventory.stocked(product, 1)))
    const batch = products.map((product, index) => created(`cheap${index}`, { [product]: 1 }))
    inventory.dynamo.calls.length = 0
    expect(await inventory.deliver(inventory.orders, batch)).toBe(0)
    expect(inventory.dynamo.calls).toEqual(['TransactWriteItems'])
  })

  it('for a product that has just been short is decided on a read, until there is enough again', async () => {
    await inventory.stocked('prod_rare', 1)
    await inventory.deliver(inventory.orders, [created('rare0', { prod_rare: 2 })])
    inventory.dynamo.calls.length = 0
    await inventory.deliver(inventory.orders, [created('rare1', { prod_rare: 2 })])
    expect(inventory.dynamo.calls).toEqual(['GetItem', 'TransactWriteItems'])
    await inventory.restock('prod_rare', { quantity: 9 })
    await inventory.deliver(inventory.orders, [created('rare2', { prod_rare: 2 })])
    inventory.dynamo.calls.length = 0
    await inventory.deliver(inventory.orders, [created('rare3', { prod_rare: 2 })])
    expect(inventory.dynamo.calls).toEqual(['TransactWriteItems'])
    const ends = (await Promise.all(['rare0', 'rare1', 'rare2', 'rare3'].map(history))).map(([one]) => one?.event_type)
    expect(ends).toEqual(['inventory.rejected', 'inventory.rejected', 'inventory.reserved', 'inventory.reserved'])
    expect(await stockOf('prod_rare')).toEqual([[6, 4]])
  })
})

describe('inventory on order.cancelled', () => {
  it('never reserves for an order that was cancelled before it was seen', async () => {
    await inventory.stocked('prod_h', 5)
    await inventory.deliver(inventory.orders, [cancelled('early')])
    await inventory.deliver(inventory.orders, [created('early', { prod_h: 1 })])
    expect(await history('early')).toMatchObject([{ data: { reason: 'order_cancelled' } }])
    expect(await stockOf('prod_h')).toEqual([[5, 0]])
  })

  it('leaves a reservation as it is: the checkout asks for the release', async () => {
    await inventory.stocked('prod_i', 5)
    await inventory.deliver(inventory.orders, [created('later', { prod_i: 1 })])
    await inventory.deliver(inventory.orders, [cancelled('later')])
    expect(await history('later')).toHaveLength(1)
  })
})

describe('inventory on order.status_updated', () => {
  it('takes what was set aside out of the stock when it is shipped, once', async () => {
    await inventory.stocked('prod_s', 5)
    await inventory.deliver(inventory.orders, [created('ship', { prod_s: 2 }), created('stays', { prod_s: 1 })])
    const event = moved('ship', 'shipped')
    await Promise.all(Array.from({ length: 10 }, () => inventory.deliver(inventory.orders, [event, event])))
    await deliverAll([event, moved('ship', 'shipped')])
    expect((await inventory.get('prod_s')).body).toMatchObject({ available: 2, reserved: 1, on_hand: 3 })
    expect((await history('ship')).map((event) => event.event_type)).toEqual([
      'inventory.reserved',
      'inventory.shipped',
    ])
  })

  it('has nothing to do with its delivery, in whatever order that comes', async () => {
    await inventory.stocked('prod_t', 5)
    await inventory.deliver(inventory.orders, [created('moved', { prod_t: 2 })])
    await inventory.deliver(inventory.orders, [moved('moved', 'delivered')])
    expect(await stockOf('prod_t')).toEqual([[3, 2]])
    await inventory.deliver(inventory.orders, [moved('moved', 'shipped')])
    expect(await stockOf('prod_t')).toEqual([[3, 0]])
  })

  it('leaves nothing to be put back', async () => {
    await inventory.stocked('prod_u', 5)
    await inventory.deliver(inventory.orders, [created('gone', { prod_u: 2 })])
    await inventory.deliver(inventory.orders, [moved('gone', 'shipped')])
    await inventory.deliver(inventory.commands, [release('gone')])
    expect(await stockOf('prod_u')).toEqual([[3, 0]])
  })
})

describe('release_stock', () => {
  it('puts everything back, once, also when it is asked for by several commands', async () => {
    await inventory.stocked('prod_j', 5)
    const items = [1, 2].map((quantity) => ({ product_id: 'prod_j', quantity, price: 1 }))
    await inventory.deliver(inventory.orders, [eventOf(orderCreated, { order_id: 'ord_back', items })])
    await inventory.deliver(inventory.commands, [release('back')])
    await inventory.deliver(inventory.commands, [release('back'), release('back')])
    expect(await stockOf('prod_j')).toEqual([[5, 0]])
    expect((await history('back')).map((event) => event.event_type)).toEqual([
      'inventory.reserved',
      'inventory.released',
    ])
  })

  it('does nothing for a rejected order', async () => {
    await inventory.stocked('prod_k', 1)
    await inventory.deliver(inventory.orders, [created('norelease', { prod_k: 2 })])
    expect(await inventory.deliver(inventory.commands, [release('norelease')])).toBe(0)
    expect(await stockOf('prod_k')).toEqual([[1, 0]])
  })

  it('is a dead letter for an order that nobody has heard of', async () => {
    const before = inventory.deadLetters.length
    await inventory.deliver(inventory.commands, [release('unheard')])
    expect(inventory.deadLetters).toHaveLength(before + 1)
  })
})
