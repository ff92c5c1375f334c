import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  type Update,
} from '@aws-sdk/client-dynamodb'
import { TransientError } from '../runtime/errors.ts'
import type { Line } from './lines.ts'
import type { Product, StockedProduct } from './product.ts'

/** One item per product: what it costs, what there is of it, and how far its two streams have come. */
export interface StockTable {
  /** Strongly consistent. */
  find(productId: string): Promise<StockedProduct | undefined>
  /** Pieces for sale, strongly consistent; unknown products are missing. At most 100 products. */
  availableOf(productIds: readonly string[]): Promise<ReadonlyMap<string, number>>
}

const keyOf = (productId: string) => ({ pk: { S: `product#${productId}` }, sk: { S: 'stock' } })

/** Throttled keys come back unprocessed; after so many rounds the message waits with backoff instead. */
const MAX_ROUNDS = 5

export const createStockTable = (client: DynamoDBClient, table: string): StockTable => ({
  find: async (productId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(productId), ConsistentRead: true }),
    )
    return Item && toProduct(Item)
  },
  availableOf: async (productIds) => {
    const available = new Map<string, number>()
    let keys: KeysAndAttributes['Keys'] = productIds.map(keyOf)
    for (let round = 0; keys && keys.length > 0; round++) {
      if (round === MAX_ROUNDS) throw new TransientError('STOCK_THROTTLED', 'The stock table answers in part only.')
      const answer: BatchGetItemCommandOutput = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      )
      for (const product of (answer.Responses?.[table] ?? []).map(toProduct)) {
        available.set(product.product_id, product.available)
      }
      keys = answer.UnprocessedKeys?.[table]?.Keys
    }
    return available
  },
})

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

/** What was set aside leaves the shelf. As with {@link putBack}, that it happens once is for the reservation's stream to say. */
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

const toProduct = (item: Record<string, AttributeValue>): StockedProduct => ({
  product_id: (item.pk?.S ?? '').replace(/^product#/, ''),
  name: item.name?.S ?? '',
  price: Number(item.price?.N),
  currency: item.currency?.S ?? '',
  available: Number(item.available?.N ?? 0),
  reserved: Number(item.reserved?.N ?? 0),
  productSequence: Number(item.product_sequence?.N ?? 0),
  stockSequence: Number(item.stock_sequence?.N ?? 0),
})
