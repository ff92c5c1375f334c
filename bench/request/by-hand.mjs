import { randomUUID } from 'node:crypto'
import { BatchGetItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'

/**
 * `POST /orders` as one writes it without a framework: validates, reads the prices, stores `order.created` on condition that the order is
 * new, answers, and logs a line. No Idempotency-Key, no ownership, no problem documents, no decision on an aggregate, no deadline.
 */
const dynamo = new DynamoDBClient({})
const { EVENT_TABLE, STATE_TABLE } = process.env

const orderBody = z.object({
  customer_id: z.string().regex(/^cust_/),
  currency: z.string().length(3),
  items: z
    .array(z.object({ product_id: z.string(), quantity: z.int().positive(), price: z.number().positive().optional() }))
    .min(1)
    .max(100),
})

async function pricesOf(items) {
  const Keys = [...new Set(items.map(({ product_id }) => product_id))].map((id) => ({
    pk: { S: `price#${id}` },
    sk: { S: 'price' },
  }))
  const { Responses } = await dynamo.send(
    new BatchGetItemCommand({ RequestItems: { [STATE_TABLE]: { Keys, ConsistentRead: true } } }),
  )
  return new Map(Responses[STATE_TABLE].map(({ pk, price }) => [pk.S.slice('price#'.length), Number(price.N)]))
}

export const handler = async ({ body, headers, requestContext }) => {
  const startedAt = Date.now()
  const parsed = orderBody.safeParse(JSON.parse(body))
  if (!parsed.success) return { statusCode: 400, body: JSON.stringify({ detail: parsed.error.message }) }
  const { customer_id, currency, items } = parsed.data
  const prices = await pricesOf(items)
  const lines = items.map((item) => ({ ...item, price: prices.get(item.product_id) }))
  const total = lines.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0) / 100
  const order_id = `ord_${randomUUID()}`
  const correlation_id = headers['x-correlation-id'] ?? `req_${randomUUID()}`
  const event = {
    event_id: `evt_${randomUUID()}`,
    event_type: 'order.created',
    version: 1,
    timestamp: new Date().toISOString(),
    aggregate_type: 'order',
    aggregate_id: order_id,
    sequence: 1,
    data: { order_id, customer_id, items: lines, total, currency },
    metadata: {
      source: 'order-service',
      correlation_id,
      causation_id: correlation_id,
      ip_address: requestContext.http.sourceIp,
      user_agent: requestContext.http.userAgent,
    },
  }
  await dynamo.send(
    new PutItemCommand({
      TableName: EVENT_TABLE,
      Item: {
        pk: { S: `order#${order_id}` },
        sk: { N: '1' },
        event_id: { S: event.event_id },
        event: { S: JSON.stringify(event) },
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  )
  const line = { route: 'POST /orders', status: 201, correlation_id, duration_ms: Date.now() - startedAt }
  process.stdout.write(`${JSON.stringify({ level: 'INFO', message: 'request answered', ...line })}\n`)
  return {
    statusCode: 201,
    headers: { 'content-type': 'application/json', location: `/orders/${order_id}` },
    body: JSON.stringify({ ...event.data, status: 'pending', created_at: event.timestamp, version: 1 }),
  }
}
