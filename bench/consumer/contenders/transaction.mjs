import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from './effect.mjs'

/** (c) By hand: one transaction of marker and effect per event, no validation. */
const dynamo = new DynamoDBClient({})

const handleRecord = async (record) => {
  const event = JSON.parse(record.body).detail
  const marker = {
    TableName: 'processed',
    Item: { pk: { S: event.event_id }, expires_at: { N: String(Math.ceil(Date.now() / 1000) + 86_400) } },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
  await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: marker }, { Put: effectOf(event) }] }))
}

export const handler = async (event) => {
  const results = await Promise.allSettled(event.Records.map(handleRecord))
  const failed = event.Records.filter((_, index) => results[index].status === 'rejected')
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
