import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/**
 * The SDK prepares every input and output for its logger, with sensitive fields left out, before it asks whether anyone
 * listens: a twentieth of the CPU of a call. A logger without `info` spares that.
 */
const silentLogger = { trace() {}, debug() {}, info: undefined as unknown as () => void, warn() {}, error() {} }

/**
 * Settings for every SDK client of a function: fail within seconds rather than hang until the function's deadline;
 * the SDK retries what failed on the way, with jitter.
 */
export const clientSettings = {
  maxAttempts: 4,
  logger: silentLogger,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const

/** One per function: its connections are kept alive between invocations. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient(clientSettings)
