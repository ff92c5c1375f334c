import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure'
import { effectOf } from './effect.mjs'
import { orderCreatedSchema } from './schema.mjs'

/** (b) middy's recipe: partial batch failure, zod, and a marker written by hand before the effect. */
const dynamo = new DynamoDBClient({})

const handleRecord = async (record) => {
  const event = orderCreatedSchema.parse(JSON.parse(record.body).detail)
  await dynamo.send(
    new PutItemCommand({
      TableName: 'processed',
      Item: { pk: { S: event.event_id }, expires_at: { N: String(Math.ceil(Date.now() / 1000) + 86_400) } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  )
  await dynamo.send(new PutItemCommand(effectOf(event)))
}

export const handler = middy((event) => Promise.allSettled(event.Records.map(handleRecord))).use(
  sqsPartialBatchFailure(),
)
