import type { Update } from '@aws-sdk/client-dynamodb'
import type { Item } from '../runtime/aws/item.ts'
import type { ItemReader } from '../runtime/aws/item-reader.ts'
import type { Line } from './lines.ts'
import type { Product, StockedProduct } from './product.ts'

/** One item per product: what it costs, what there is of it, and how far its two streams have come. */
export interface StockTable {
  /** Strongly consistent. */
  find(productId: string, signal?: AbortSignal): Promise<StockedProduct | undefined>
  /** Pieces for sale, strongly consistent; unknown products are missing. */
  availableOf(productIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, number>>
}

const keyOf = (productId: string) => ({ pk: { S: `product#${productId}` }, sk: { S: 'stock' } })

export function createStockTable(items: ItemReader, table: string): StockTable {
  const find: StockTable['find'] = async (productId, signal) => {
    const item = await items.get({ table, key: keyOf(productId) }, signal)
    return item && toProduct(item)
  }
  return {
    find,
    availableOf: async (productIds, signal) => {
      const products = await Promise.all(productIds.map((productId) => find(productId, signal)))
      return new Map(products.flatMap((product) => (product ? [[product.product_id, product.available]] : [])))
    },
  }
}

/**
 * Sets pieces aside. The condition is on the quantity, not on a version: orders for the same product only stand in each
 * other's way when there is not enough for both.
 */
export const setAside = (table: string, { product_id, quantity }: Line): Update => ({
  TableName: table,
  Key: keyOf(product_id),
  UpdateExpression: 'SET available = available - :quantity, reserved = reserved + :quantity',
  ConditionExpression: 'available >= :quantity',
  ExpressionAttributeValues: { ':quantity': { N: String(quantity) } },
})

/** The reservation's stream says that this happens once; the condition only keeps an impossible state out. */
export const putBack = (table: string, { product_id, quantity }: Line): Update => ({
  TableName: table,
  Key: keyOf(product_id),
  UpdateExpression: 'SET available = available + :quantity, reserved = reserved - :quantity',
  ConditionExpression: 'reserved >= :quantity',
  ExpressionAttributeValues: { ':quantity': { N: String(quantity) } },
})

/** Goods that were set aside leave the shelf. As with {@link putBack}, the stream of the reservation ensures that this happens once. */
export const takeOut = (table: string, { product_id, quantity }: Line): Update => ({
  TableName: table,
  Key: keyOf(product_id),
  UpdateExpression: 'SET reserved = reserved - :quantity',
  ConditionExpression: 'reserved >= :quantity',
  ExpressionAttributeValues: { ':quantity': { N: String(quantity) } },
})

/** @param sequence of the `product.priced` event that this is the state after. */
export const setProduct = (table: string, product: Product, sequence: number): Update => ({
  TableName: table,
  Key: keyOf(product.product_id),
  UpdateExpression:
    'SET #name = :name, price = :price, currency = :currency, product_sequence = :sequence, ' +
    'available = if_not_exists(available, :none), reserved = if_not_exists(reserved, :none), ' +
    'stock_sequence = if_not_exists(stock_sequence, :none)',
  ExpressionAttributeNames: { '#name': 'name' },
  ExpressionAttributeValues: {
    ':name': { S: product.name },
    ':price': { N: String(product.price) },
    ':currency': { S: product.currency },
    ':sequence': { N: String(sequence) },
    ':none': { N: '0' },
  },
})

/** @param sequence of the `inventory.restocked` event that this is the state after. */
export const addPieces = (table: string, { product_id, quantity }: Line, sequence: number): Update => ({
  TableName: table,
  Key: keyOf(product_id),
  UpdateExpression: 'SET available = available + :quantity, stock_sequence = :sequence',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':quantity': { N: String(quantity) }, ':sequence': { N: String(sequence) } },
})

const toProduct = (item: Item): StockedProduct => ({
  product_id: (item.pk?.S ?? '').replace(/^product#/, ''),
  name: item.name?.S ?? '',
  price: Number(item.price?.N),
  currency: item.currency?.S ?? '',
  available: Number(item.available?.N ?? 0),
  reserved: Number(item.reserved?.N ?? 0),
  productSequence: Number(item.product_sequence?.N ?? 0),
  stockSequence: Number(item.stock_sequence?.N ?? 0),
})
