import type { Put } from '@aws-sdk/client-dynamodb'
import type { EventOf } from '../../events/define-event.ts'
import type { productPriced } from '../../events/product.ts'
import type { ItemReader } from '../runtime/aws/item-reader.ts'
import type { Price, PriceList } from './pricing.ts'

const keyOf = (productId: string) => ({ pk: { S: `price#${productId}` }, sk: { S: 'price' } })

/** The current prices of some products, strongly consistent; up to 100 different ones in one call. */
export async function readPrices(
  items: ItemReader,
  table: string,
  productIds: Iterable<string>,
  signal?: AbortSignal,
): Promise<PriceList> {
  const prices = new Map<string, Price>()
  const read = async (productId: string) => {
    const item = await items.get({ table, key: keyOf(productId) }, signal)
    const [price, currency] = [item?.price?.N, item?.currency?.S]
    if (price && currency) prices.set(productId, { price: Number(price), currency })
  }
  await Promise.all([...new Set(productIds)].map(read))
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
