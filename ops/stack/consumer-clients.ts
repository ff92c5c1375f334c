import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Stack } from './stack.ts'

/** Clients of the services that tell how consumers are. The caller has to destroy each of them. */
export const consumerClients = ({ clientSettings }: Pick<Stack, 'clientSettings'>) => ({
  sqs: new SQSClient(clientSettings),
  cloudWatch: new CloudWatchClient(clientSettings),
  lambda: new LambdaClient(clientSettings),
  dynamo: new DynamoDBClient(clientSettings),
})
