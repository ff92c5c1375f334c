import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from './effect.mjs'
import { orderCreatedSchema } from './schema.mjs'

/**
 * (f) The least that does the same work: the batch is validated and committed with its markers in one transaction, or in as many as
 * DynamoDB's limit of 100 items asks for. No telemetry, no retries, no dead letters; one refusal fails the whole batch.
 */
const dynamo = new DynamoDBClient({})
const EVENTS_PER_TRANSACTION = 50

const itemsOf = (record) => {
  const event = orderCreatedSchema.parse(JSON.parse(record.body).detail)
  const marker = {
    TableName: 'processed',
    Item: { pk: { S: event.event_id }, expires_at: { N: String(Math.ceil(Date.now() / 1000) + 86_400) } },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
  return [{ Put: marker }, { Put: effectOf(event) }]
}

export const handler = async ({ Records }) => {
  const transactions = Array.from({ length: Math.ceil(Records.length / EVENTS_PER_TRANSACTION) }, (_, index) =>
    Records.slice(index * EVENTS_PER_TRANSACTION, (index + 1) * EVENTS_PER_TRANSACTION),
  )
  await Promise.all(
    transactions.map((records) =>
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: records.flatMap(itemsOf) })),
    ),
  )
  return { batchItemFailures: [] }
}
