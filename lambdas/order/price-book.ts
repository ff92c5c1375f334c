import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type Put,
} from '@aws-sdk/client-dynamodb'
import type { EventOf } from '../../events/define-event.ts'
import type { productPriced } from '../../events/product.ts'
import { TransientError } from '../runtime/errors.ts'
import { fullJitter } from '../runtime/retry/backoff.ts'
import type { Random } from '../runtime/system/random.ts'
import { pause, type Timers } from '../runtime/system/timers.ts'
import type { Price, PriceList } from './pricing.ts'

export interface PriceBookEnvironment {
  readonly dynamo: DynamoDBClient
  readonly table: string
  readonly timers: Timers
  readonly random: Random
}

const keyOf = (productId: string) => ({ pk: { S: `price#${productId}` }, sk: { S: 'price' } })

const unprocessed = { firstMilliseconds: 20, maxMilliseconds: 500, attempts: 6 }

/**
 * The current prices of some products, strongly consistent, in one call.
 * @param productIds at most 100 different ones (DynamoDB's limit for one BatchGetItem).
 * @throws {TransientError} when DynamoDB kept leaving keys unprocessed.
 */
export async function readPrices(
  { dynamo, table, timers, random }: PriceBookEnvironment,
  productIds: Iterable<string>,
): Promise<PriceList> {
  const prices = new Map<string, Price>()
  let keys: Record<string, AttributeValue>[] = [...new Set(productIds)].map(keyOf)
  for (let attempt = 0; keys.length > 0; attempt++) {
    if (attempt === unprocessed.attempts) {
      throw new TransientError('PRICES_UNAVAILABLE', 'DynamoDB left prices unread: it throttles.')
    }
    if (attempt > 0) await pause(timers, fullJitter(unprocessed, attempt - 1, random))
    const request = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }
    const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await dynamo.send(
      new BatchGetItemCommand(request),
    )
    for (const item of Responses?.[table] ?? []) {
      const [productId, price, currency] = [item.product_id?.S, item.price?.N, item.currency?.S]
      if (productId && price && currency) prices.set(productId, { price: Number(price), currency })
    }
    keys = UnprocessedKeys?.[table]?.Keys ?? []
  }
  return prices
}

/** The write that keeps a price; its condition refuses what is not newer than what is there. */
export function putPrice(table: string, event: EventOf<typeof productPriced>): Put {
  const { product_id, price, currency } = event.data
  return {
    TableName: table,
    Item: {
      ...keyOf(product_id),
      product_id: { S: product_id },
      price: { N: String(price) },
      currency: { S: currency },
      sequence: { N: String(event.sequence) },
    },
    ConditionExpression: 'attribute_not_exists(pk) OR #sequence < :sequence',
    ExpressionAttributeNames: { '#sequence': 'sequence' },
    ExpressionAttributeValues: { ':sequence': { N: String(event.sequence) } },
  }
}
