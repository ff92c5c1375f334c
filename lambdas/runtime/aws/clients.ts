import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/**
 * Settings for every SDK client of a function: fail within seconds rather than hang until the function's deadline;
 * the SDK retries what failed on the way, with jitter.
 */
export const clientSettings = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const

/** One per function: its connections are kept alive between invocations. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient(clientSettings)
