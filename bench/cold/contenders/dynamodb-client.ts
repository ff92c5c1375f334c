import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb'

/** The yardstick: nothing but the client, ready to write. */
const dynamo = new DynamoDBClient({})

export const handler = (input: PutItemCommandInput) => dynamo.send(new PutItemCommand(input))
