import * as currencies from 'dinero.js/currencies'
import { expect, it } from 'vitest'
import { currencyCodes } from '../../events/currency-codes.ts'

it('knows the currencies that amounts are computed in, no more and no fewer', () => {
  expect(currencyCodes).toEqual(Object.keys(currencies))
})
