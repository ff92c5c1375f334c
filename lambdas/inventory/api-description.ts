import * as z from 'zod/mini'
import { amount, currencyCode, text } from '../../events/fields.ts'
import { productId } from '../../events/ids.ts'
import { productPriced } from '../../events/product.ts'
import { describeApi, type ProblemDescription } from '../runtime/declarations/api-description.ts'
import { productBody, productPath, restockBody } from './requests.ts'
import { inventoryRoutes } from './routes.ts'

const pieces = z.int().check(z.nonnegative())

const product = z.object({
  product_id: productId,
  name: text,
  price: amount,
  currency: currencyCode,
  /** Can be sold. */
  available: pieces,
  /** Set aside for orders. */
  reserved: pieces,
  /** Everything that lies on the shelf. */
  on_hand: pieces,
})

const path = { product_id: 'prod_mug' }
const priced = { name: 'Mug', price: 12.5, currency: 'USD' }
const example = { ...path, ...priced, available: 0, reserved: 0, on_hand: 0 }
const stocked = { ...example, available: 10, on_hand: 10 }

const productUnknown: ProblemDescription = {
  code: 'product_unknown',
  status: 404,
  meaning: 'There is no such product',
}

export const inventoryApi = describeApi(inventoryRoutes, {
  schemas: { Product: product },
  operations: {
    putProduct: {
      request: { path: productPath, body: productBody },
      example: { path, body: priced },
      responses: {
        200: { description: 'A known product, as it is from now on.', schema: product, example },
        201: {
          description: `A new product; \`${productPriced.type}\` tells the others.`,
          schema: product,
          example,
          headers: { location: 'Where the product is.' },
        },
      },
    },
    restockProduct: {
      request: { path: productPath, body: restockBody },
      example: { path, body: { quantity: 10 } },
      responses: { 200: { description: 'The product with its new stock.', schema: product, example: stocked } },
      problems: [
        productUnknown,
        {
          code: 'stock_limit',
          status: 409,
          meaning: 'More pieces of a product cannot be counted exactly',
          members: { on_hand: pieces, most: pieces },
        },
      ],
    },
    getProduct: {
      request: { path: productPath },
      example: { path },
      responses: { 200: { description: 'The product as it is now.', schema: product, example: stocked } },
      problems: [productUnknown],
    },
  },
})
