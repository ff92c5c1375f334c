import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testTables } from '../../support/dynamodb.ts'
import { type InventoryKit, startInventory } from './kit.ts'

let inventory: InventoryKit
beforeAll(async () => {
  inventory = await startInventory()
})
afterAll(() => inventory.close())

const cup = { name: 'Espresso cup', price: 29.99, currency: 'USD' }

const eventsOf = async (productId: string) =>
  (await inventory.allEvents()).filter((event) => event.aggregate_id === productId)

describe('PUT /products/{product_id}', () => {
  it('makes a product, changes it, and states nothing when nothing changes', async () => {
    expect(await inventory.put('prod_put', cup)).toMatchObject({
      status: 201,
      headers: { location: '/products/prod_put' },
      body: { product_id: 'prod_put', ...cup, available: 0, reserved: 0, on_hand: 0 },
    })
    expect(await inventory.put('prod_put', { ...cup, price: 31 })).toMatchObject({ status: 200, body: { price: 31 } })
    expect(await inventory.put('prod_put', { ...cup, price: 31 })).toMatchObject({ status: 200, body: { price: 31 } })
    expect(await eventsOf('prod_put')).toMatchObject([
      { event_type: 'product.priced', sequence: 1, data: { product_id: 'prod_put', ...cup } },
      { event_type: 'product.priced', sequence: 2, data: { price: 31 } },
    ])
  })

  it('keeps the stock', async () => {
    await inventory.stocked('prod_kept', 7)
    await inventory.put('prod_kept', { ...cup, price: 1 })
    expect((await inventory.get('prod_kept')).body).toMatchObject({ price: 1, available: 7 })
  })

  it('takes writers one after the other', async () => {
    const prices = [1, 2, 3]
    const answers = await Promise.all(prices.map((price) => inventory.put('prod_rush', { ...cup, price })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect((await eventsOf('prod_rush')).map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3])
  })

  it.each([
    [{ ...cup, price: 0 }, '/price'],
    [{ ...cup, price: -1 }, '/price'],
    [{ ...cup, price: 0.001 }, '/price'],
    [{ ...cup, price: 0.5, currency: 'JPY' }, '/price'],
    [{ ...cup, currency: 'XXL' }, '/currency'],
    [{ ...cup, name: '' }, '/name'],
  ])('refuses %j', async (json, pointer) => {
    expect(await inventory.put('prod_refused', json)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
  })
})

describe('POST /products/{product_id}/stock', () => {
  it('takes no more than can be counted, what is set aside included, so that what is given back always fits', async () => {
    await inventory.stocked('prod_full', 5)
    await inventory.dynamo.client.send(
      new UpdateItemCommand({
        TableName: testTables.state,
        Key: { pk: { S: 'product#prod_full' }, sk: { S: 'stock' } },
        UpdateExpression: 'SET available = :available, reserved = :reserved',
        ExpressionAttributeValues: {
          ':available': { N: String(Number.MAX_SAFE_INTEGER - 10) },
          ':reserved': { N: '8' },
        },
      }),
    )
    const refused = await inventory.restock('prod_full', { quantity: 3 })
    expect(refused).toMatchObject({ status: 409, body: { code: 'stock_limit', on_hand: Number.MAX_SAFE_INTEGER - 2 } })
    expect((await inventory.restock('prod_full', { quantity: 2 })).status).toBe(200)
  })

  it('adds pieces, also from many at once', async () => {
    await inventory.stocked('prod_many', 5)
    const answers = await Promise.all([1, 2, 3].map((quantity) => inventory.restock('prod_many', { quantity })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await inventory.get('prod_many')).body).toMatchObject({ available: 11, on_hand: 11 })
    const restocked = (await eventsOf('prod_many')).filter((event) => event.event_type === 'inventory.restocked')
    expect(restocked.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4])
  })

  it('knows what there is', async () => {
    expect(await inventory.restock('prod_unknown', { quantity: 1 })).toMatchObject({
      status: 404,
      body: { code: 'product_unknown' },
    })
    expect(await inventory.get('prod_unknown')).toMatchObject({ status: 404 })
  })

  it.each([0, -1, 1.5, 1_000_001, '5'])('refuses the quantity %j', async (quantity) => {
    expect(await inventory.restock('prod_many', { quantity })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/quantity' }] },
    })
  })
})
