import { describe, expect, it } from 'vitest'
import { mergeLines, shortagesOf } from '../../../lambdas/inventory/lines.ts'

const line = (product_id: string, quantity: number) => ({ product_id, quantity })

describe('lines of an order', () => {
  it('are merged by product, in the order of first mention', () => {
    expect(mergeLines([line('prod_b', 1), line('prod_a', 2), line('prod_b', 3)])).toEqual([
      line('prod_b', 4),
      line('prod_a', 2),
    ])
  })

  it('are short where there is less than they ask for, or nothing known', () => {
    const available = new Map([
      ['prod_a', 2],
      ['prod_b', 1],
    ])
    expect(shortagesOf([line('prod_a', 2), line('prod_b', 2), line('prod_c', 1)], available)).toEqual([
      { product_id: 'prod_b', requested: 2, available: 1 },
      { product_id: 'prod_c', requested: 1, available: 0 },
    ])
  })
})
