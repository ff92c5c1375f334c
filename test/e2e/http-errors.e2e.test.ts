import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type RequestOptions, request } from './kit/http.ts'
import { openShop, orderOf, type Shop, unique } from './kit/shop.ts'

let shop: Shop
let order: ReturnType<typeof orderOf>

beforeAll(async () => {
  shop = await openShop()
  order = orderOf(shop)
})

function expectProblem(answer: Answer, status: number, code?: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body).toMatchObject({ status, title: expect.any(String), code: code ?? expect.any(String) })
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|\.mjs\b/)
}

const postOrder = (options: RequestOptions) => request('POST', '/orders', options)

describe('bad HTTP input gets what it should (S3)', () => {
  it.each([
    ['malformed JSON', '{"customer_id": ', 400],
    ['an empty body', '', 400],
    ['JSON that is no object', '[1, 2]', 422],
    ['null', 'null', 422],
    ['a lone string', '"order"', 422],
  ])('%s', async (_, raw, status) => {
    expectProblem(await postOrder({ raw, headers: { 'content-type': 'application/json' } }), status)
  })

  it('404 for an unknown path and an unknown order', async () => {
    expectProblem(await request('GET', '/nothing/here'), 404)
    expectProblem(await request('GET', '/orders/ord_00000000-unknown'), 404)
    expectProblem(await request('POST', '/orders/ord_00000000-unknown/cancel', { json: { reason: 'x' } }), 404)
  })

  it('405 with the allowed methods', async () => {
    const answer = await request('DELETE', '/orders')
    expectProblem(answer, 405)
    expect(answer.headers.get('allow')).toMatch(/GET.*POST|POST.*GET/)
  })

  it('413 above 256 KB', async () => {
    expectProblem(await postOrder({ json: { ...order, note: 'x'.repeat(257 * 1024) } }), 413)
  })

  it('400 for more products than can be reserved at once, with the limit', async () => {
    const items = Array.from({ length: 99 }, (_, index) => ({ product_id: `prod_${index}`, quantity: 1 }))
    const answer = await postOrder({ json: { ...order, items } })
    expectProblem(answer, 400, 'too_many_products')
    expect(answer.body).toMatchObject({ max_products: 98 })
  })

  it('415 for anything but JSON', async () => {
    expectProblem(await postOrder({ raw: JSON.stringify(order), headers: { 'content-type': 'text/plain' } }), 415)
  })

  it.each([
    ['quantity 0', { items: [{ product_id: 'prod_1', quantity: 0 }] }, '/items/0/quantity'],
    ['half a piece', { items: [{ product_id: 'prod_1', quantity: 1.5 }] }, '/items/0/quantity'],
    ['a negative price', { items: [{ product_id: 'prod_1', quantity: 1, price: -1 }] }, '/items/0/price'],
    ['an unknown currency', { currency: 'XXL' }, '/currency'],
    ['no lines', { items: [] }, '/items'],
    ['101 lines', { items: Array.from({ length: 101 }, () => ({ product_id: 'prod_1', quantity: 1 })) }, '/items'],
    ['no customer', { customer_id: undefined }, '/customer_id'],
    ['a hostile id', { customer_id: "cust_1' OR 1=1 --" }, '/customer_id'],
    ['an unknown product', { items: [{ product_id: 'prod_never_priced', quantity: 1 }] }, '/items/0/product_id'],
  ])('422 with a pointer: %s', async (_, change, pointer) => {
    const answer = await postOrder({ json: { ...order, ...change } })
    expectProblem(answer, 422)
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer, message: expect.any(String) }))
  })

  it('names every violation at once', async () => {
    const answer = await postOrder({ json: { customer_id: 7, currency: 'XXL', items: [{ quantity: 0 }] } })
    const pointers = (answer.body.errors as { pointer: string }[]).map((error) => error.pointer)
    expect(pointers).toEqual(
      expect.arrayContaining(['/customer_id', '/currency', '/items/0/product_id', '/items/0/quantity']),
    )
  })

  it('409 for a stated price that is not the current one, with the current one', async () => {
    const items = [{ product_id: shop.productId, quantity: 1, price: 1.5 }]
    const answer = await postOrder({ json: { ...order, items } })
    expectProblem(answer, 409, 'price_changed')
    expect(JSON.stringify(answer.body)).toContain(String(shop.price))
  })

  it.each([
    ['a prototype', '{"__proto__": {"admin": true}, "customer_id": "cust_1", "currency": "USD", "items": []}'],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    [
      'a number beyond every range',
      '{"customer_id":"cust_1","currency":"USD","items":[{"product_id":"prod_1","quantity":1e400}]}',
    ],
    ['a lone surrogate', '{"customer_id":"cust_\\ud800","currency":"USD","items":[]}'],
    ['control characters', '{"customer_id":"cust_\\u0000","currency":"USD","items":[]}'],
  ])('hostile input is a 4xx, never a 500: %s', async (_, raw) => {
    const answer = await postOrder({ raw, headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expectProblem(answer, answer.status)
  })

  it.each([['-5'], ['0'], ['1e30'], ['0.001'], ['"100"'], ['null']])('a deposit of %s is refused', async (amount) => {
    const raw = `{"amount": ${amount}, "currency": "USD"}`
    const path = `/accounts/${shop.accountId}/deposits`
    expectProblem(await request('POST', path, { raw, headers: { 'content-type': 'application/json' } }), 422)
  })

  it('409 for an overdraft', async () => {
    const path = `/accounts/${shop.accountId}/withdrawals`
    expectProblem(await request('POST', path, { json: { amount: 1_000_000, currency: 'USD' } }), 409)
  })
})

describe('Idempotency-Key (P4)', () => {
  it('answers the same key and body with the same order', async () => {
    const headers = { 'idempotency-key': unique('key') }
    const first = await postOrder({ json: order, headers })
    const second = await postOrder({ json: order, headers })
    expect(first.status).toBe(201)
    expect(second.status).toBe(201)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
  })

  it('places one order for the same key sent ten times at once', async () => {
    const headers = { 'idempotency-key': unique('key') }
    const answers = await Promise.all(Array.from({ length: 10 }, () => postOrder({ json: order, headers })))
    const accepted = answers.filter((answer) => answer.status === 201).map((answer) => answer.body.order_id)
    expect(accepted.length).toBeGreaterThan(0)
    expect(new Set(accepted).size).toBe(1)
    for (const answer of answers) expect([201, 409]).toContain(answer.status)
  })

  it('refuses the same key with another body', async () => {
    const headers = { 'idempotency-key': unique('key') }
    await postOrder({ json: order, headers })
    const answer = await postOrder({ json: { ...order, items: [{ ...order.items[0], quantity: 3 }] }, headers })
    expectProblem(answer, 422, 'idempotency_key_reused')
    // This one would be refused without its key, too, and so stores nothing that could meet the kept answer.
    const unknown = { ...order, items: [{ ...order.items[0], product_id: 'prod_unheard_of' }] }
    expectProblem(await postOrder({ json: unknown, headers }), 422, 'idempotency_key_reused')
  })

  it('refuses a key that is no key', async () => {
    expectProblem(await postOrder({ json: order, headers: { 'idempotency-key': 'x'.repeat(300) } }), 422)
  })
})
