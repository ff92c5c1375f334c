import * as z from 'zod/mini'
import { amount, currencyCode, quantity, text } from '../../events/fields.ts'
import { productId } from '../../events/ids.ts'
import { isAmountOf } from '../runtime/money.ts'

export const productPath = z.object({ product_id: productId })

export const productBody = z
  .object({ name: text, price: amount, currency: currencyCode })
  // The number of decimals that a price may have depends on its currency.
  .check(
    z.refine(({ price, currency }) => isAmountOf(price, currency), {
      path: ['price'],
      error: 'has more decimals than its currency, or is too large',
      when: ({ issues }) => issues.length === 0,
    }),
  )

export const restockBody = z.object({ quantity })
