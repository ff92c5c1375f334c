import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderRequest, type PriceList, priceOrder } from '../../../lambdas/order/pricing.ts'
import { isDomainError } from '../../../lambdas/runtime/aggregate/domain-error.ts'

const prices: PriceList = new Map([
  ['prod_cup', { price: 0.1, currency: 'USD' }],
  ['prod_pot', { price: 29.99, currency: 'USD' }],
  ['prod_tee', { price: 1200, currency: 'JPY' }],
])

const ask = (items: OrderRequest['items'], currency = 'USD'): OrderRequest => ({
  customer_id: 'cust_1',
  currency,
  items,
})

function refusal(request: OrderRequest, list = prices) {
  try {
    priceOrder(request, list)
  } catch (error) {
    if (isDomainError(error)) return error
    throw error
  }
  throw new Error('It was not refused.')
}

describe('pricing an order', () => {
  it('adds up exactly where floating point does not', () => {
    const cups = Array.from({ length: 3 }, () => ({ product_id: 'prod_cup', quantity: 1 }))
    expect(0.1 + 0.1 + 0.1).not.toBe(0.3)
    expect(priceOrder(ask(cups), prices).total).toBe(0.3)
  })

  it('keeps several lines of one product as they are', () => {
    const items = [
      { product_id: 'prod_pot', quantity: 1 },
      { product_id: 'prod_pot', quantity: 2, price: 29.99 },
    ]
    expect(priceOrder(ask(items), prices)).toMatchObject({
      items: [
        { product_id: 'prod_pot', quantity: 1, price: 29.99 },
        { product_id: 'prod_pot', quantity: 2, price: 29.99 },
      ],
      total: 89.97,
    })
  })

  it('equals the sum in whole cents, whatever the prices and quantities', () => {
    const line = fc.record({
      cents: fc.integer({ min: 1, max: 100_000_000 }),
      quantity: fc.integer({ min: 1, max: 999 }),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 100 }), (lines) => {
        const list = new Map(
          lines.map(({ cents }, index) => [`prod_${index}`, { price: cents / 100, currency: 'USD' }]),
        )
        const items = lines.map(({ quantity }, index) => ({ product_id: `prod_${index}`, quantity }))
        const cents = lines.reduce((sum, one) => sum + BigInt(one.cents) * BigInt(one.quantity), 0n)
        if (cents > 100_000_000_000_000n) expect(refusal(ask(items), list).code).toBe('total_too_large')
        else expect(priceOrder(ask(items), list).total).toBe(Number(cents) / 100)
      }),
      { numRuns: 200 },
    )
  })

  it('points to every line with an unknown product', () => {
    const items = ['prod_pot', 'prod_x', 'prod_y'].map((product_id) => ({ product_id, quantity: 1 }))
    expect(refusal(ask(items))).toMatchObject({
      code: 'product_unknown',
      kind: 'invalid',
      violations: [{ pointer: '/items/1/product_id' }, { pointer: '/items/2/product_id' }],
    })
  })

  it('refuses a product of another currency, and a price that the currency cannot express', () => {
    expect(refusal(ask([{ product_id: 'prod_tee', quantity: 1 }]))).toMatchObject({
      code: 'currency_mismatch',
      violations: [{ pointer: '/items/0/product_id' }],
    })
    expect(refusal(ask([{ product_id: 'prod_tee', quantity: 1, price: 1200.5 }], 'JPY'))).toMatchObject({
      code: 'price_invalid',
      violations: [{ pointer: '/items/0/price' }],
    })
  })

  it('refuses a stated price that is not the current one, and tells the current ones once each', () => {
    const items = [
      { product_id: 'prod_pot', quantity: 1, price: 25 },
      { product_id: 'prod_pot', quantity: 1, price: 26 },
      { product_id: 'prod_cup', quantity: 1, price: 0.1 },
    ]
    expect(refusal(ask(items))).toMatchObject({
      code: 'price_changed',
      kind: 'rejected',
      details: { current_prices: [{ product_id: 'prod_pot', price: 29.99, currency: 'USD' }] },
    })
  })
})
