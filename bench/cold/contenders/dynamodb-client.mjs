import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { effectOf } from '../../consumer/contenders/effect.mjs'

/** The yardstick: nothing but the client, ready to write what a message says. */
const dynamo = new DynamoDBClient({})

export const handler = async ({ Records: [record] }) => {
  await dynamo.send(new PutItemCommand(effectOf(JSON.parse(record.body).detail)))
  return { batchItemFailures: [] }
}
