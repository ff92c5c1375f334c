import * as currencies from 'dinero.js/currencies'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isAmountOf,
  isLess,
  MAX_MINOR_UNITS,
  minus,
  money,
  plus,
  times,
  toAmount,
  toMinorUnits,
  totalOf,
  zero,
} from '../../../lambdas/runtime/money.ts'

const minorUnits = fc.integer({ min: 0, max: MAX_MINOR_UNITS })
const currency = fc.constantFrom(...Object.keys(currencies))

describe('money', () => {
  it('is a decimal outside and an integer inside', () => {
    expect(toMinorUnits(money(29.99, 'USD'))).toBe(2999)
    expect(toMinorUnits(money(5, 'JPY'))).toBe(5)
    expect(toMinorUnits(money(1.234, 'KWD'))).toBe(1234)
    expect(toMinorUnits(money(0.2, 'MGA'))).toBe(1)
  })

  it.each([
    [29.999, 'USD', 'too_many_decimals'],
    [0.5, 'JPY', 'too_many_decimals'],
    [0.1, 'MGA', 'too_many_decimals'],
    [0.001, 'USD', 'too_many_decimals'],
    [1e-9, 'USD', 'too_many_decimals'],
    [1e14, 'USD', 'amount_too_large'],
    [1e12, 'CLF', 'amount_too_large'],
    [1, 'XXL', 'currency_unknown'],
    [1, 'toString', 'currency_unknown'],
  ])('refuses %d %s: %s', (amount, code, expected) => {
    expect(() => money(amount, code)).toThrow(expect.objectContaining({ name: 'MoneyError', code: expected }))
    expect(isAmountOf(amount, code)).toBe(false)
  })

  it('adds exactly where doubles do not', () => {
    expect(0.1 + 0.2).not.toBe(0.3)
    expect(toAmount(plus(money(0.1, 'USD'), money(0.2, 'USD')))).toBe(0.3)
    expect(
      toAmount(
        totalOf(
          [
            { price: 1.1, quantity: 3 },
            { price: 0.07, quantity: 100 },
          ],
          'EUR',
        ),
      ),
    ).toBe(10.3)
  })

  it('refuses to mix currencies', () => {
    const mixed = expect.objectContaining({ code: 'currency_mismatch' })
    expect(() => plus(money(1, 'USD'), money(1, 'EUR'))).toThrow(mixed)
    expect(() => isLess(money(1, 'USD'), money(1, 'EUR'))).toThrow(mixed)
  })

  it('refuses what is too large to be exact', () => {
    const tooLarge = expect.objectContaining({ code: 'amount_too_large' })
    expect(() => times(money(1e12, 'USD'), 1000)).toThrow(tooLarge)
    expect(() => plus(money(9e12, 'USD'), money(9e12, 'USD'))).toThrow(tooLarge)
  })

  it('goes to the wire and back without loss, in every currency and up to the largest amount', () => {
    fc.assert(
      fc.property(minorUnits, currency, (minor, code) => {
        const { base, exponent } = (currencies as unknown as Record<string, { base: number; exponent: number }>)[code]!
        const amount = minor / base ** exponent
        expect(toMinorUnits(money(JSON.parse(JSON.stringify(amount)), code))).toBe(minor)
        expect(toAmount(money(amount, code))).toBe(amount)
      }),
    )
  })

  it('sums like integers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e12 }), { maxLength: 50 }), (cents) => {
        const sum = cents.map((minor) => money(minor / 100, 'USD')).reduce(plus, zero('USD'))
        expect(toMinorUnits(sum)).toBe(cents.reduce((left, right) => left + right, 0))
        expect(toMinorUnits(minus(zero('USD'), sum))).toBe(0 - toMinorUnits(sum))
      }),
    )
  })
})
