import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { amount, currencyCode, text } from './fields.ts'
import { productId } from './ids.ts'

export const productPriced = defineEvent({
  type: 'product.priced',
  aggregate: 'product',
  producer: 'inventory-service',
  meaning: 'A product has a price; carries the full state of the product.',
  schema: z.object({ product_id: productId, name: text, price: amount, currency: currencyCode }),
  example: { product_id: 'prod_1', name: 'Espresso cup', price: 29.99, currency: 'USD' },
})

export const productEvents = [productPriced]
