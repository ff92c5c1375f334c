import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { quickToCopy } from './quick-to-copy.ts'

/**
 * The SDK prepares every input and output for its logger, with sensitive fields left out, before it asks whether anyone
 * listens: a twentieth of the CPU of a call. A logger without `info` spares that.
 */
export const silentLogger = { trace() {}, debug() {}, info: undefined as unknown as () => void, warn() {}, error() {} }

/**
 * Settings for every SDK client of a function whose calls may be repeated: fail within seconds rather than hang until the
 * function's deadline; the SDK retries what failed on the way, with jitter.
 */
export const clientSettings = {
  maxAttempts: 4,
  logger: silentLogger,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const

/**
 * Settings for calls that a repetition would make happen twice, because the service knows no idempotency key (an e-mail):
 * one request per call. Its retries are the runtime's, which counts them and knows circuit breakers. The time to wait for an answer
 * is set with each call, to all that the handler has left: a call that gives up early and is repeated sends a second e-mail.
 */
export const oneShotClientSettings = {
  ...clientSettings,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1000, throwOnRequestTimeout: true },
} as const

/** One per function: its connections are kept alive between invocations. */
export const dynamoClient = (): DynamoDBClient => quickToCopy(new DynamoDBClient(clientSettings))
