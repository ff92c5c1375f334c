import { describe, expect, it } from 'vitest'
import { createScarceProducts } from '../../../lambdas/inventory/scarce.ts'

const short = (...products: string[]) => new Set(products)

describe('products that were short', () => {
  it('may be short for a minute', () => {
    const scarce = createScarceProducts()
    scarce.learn(['a', 'b'], short('a'), 1000)
    expect(scarce.mayBeShort(['a'], 60_999)).toBe(true)
    expect(scarce.mayBeShort(['a'], 61_000)).toBe(false)
    expect(scarce.mayBeShort(['b'], 1000)).toBe(false)
    expect(scarce.mayBeShort(['b', 'a'], 1000)).toBe(true)
  })

  it('are not once there was enough', () => {
    const scarce = createScarceProducts()
    scarce.learn(['a'], short('a'), 1000)
    scarce.learn(['a'], short(), 1001)
    expect(scarce.mayBeShort(['a'], 1002)).toBe(false)
  })

  it('are forgotten beyond the limit, those first that were seen longest ago', () => {
    const scarce = createScarceProducts(2)
    for (const product of ['a', 'b', 'a', 'c']) scarce.learn([product], short(product), 1000)
    expect(['a', 'b', 'c'].map((product) => scarce.mayBeShort([product], 1000))).toEqual([true, false, true])
  })
})
