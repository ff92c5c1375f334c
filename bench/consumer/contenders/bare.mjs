import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from './effect.mjs'

/** (d) The effect and nothing else: no validation, no marker. */
const dynamo = new DynamoDBClient({})

export const handler = async (event) => {
  const results = await Promise.allSettled(
    event.Records.map((record) => dynamo.send(new PutItemCommand(effectOf(JSON.parse(record.body).detail)))),
  )
  const failed = event.Records.filter((_, index) => results[index].status === 'rejected')
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
