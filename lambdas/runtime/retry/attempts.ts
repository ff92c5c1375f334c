import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../system/clock.ts'

/** What is known of earlier failures of one message. */
export interface Attempts {
  readonly failures: number
  /** Epoch milliseconds. */
  readonly firstFailedAt: number
}

export interface AttemptsEnvironment {
  readonly clock: Clock
  readonly dynamo: DynamoDBClient
  readonly processedTable: string
  readonly consumer: string
  /** Seconds that the count is kept: the life of a message in its queue. */
  readonly ttlSeconds: number
}

/**
 * Failures are counted here and not read from SQS's receive count, which also counts receives that only waited. Keyed by
 * message id: a message that comes back from the dead-letter queue has a new one, and all its attempts again.
 */
export const attemptsKey = (consumer: string, messageId: string): string => `attempts#${consumer}#${messageId}`

/** Counts one more failure: one write, on failure only. */
export async function countFailure(
  { clock, dynamo, processedTable, consumer, ttlSeconds }: AttemptsEnvironment,
  messageId: string,
): Promise<Attempts> {
  const now = clock.now()
  const { Attributes } = await dynamo.send(
    new UpdateItemCommand({
      TableName: processedTable,
      Key: { pk: { S: attemptsKey(consumer, messageId) } },
      UpdateExpression:
        'SET first_failed_at = if_not_exists(first_failed_at, :now), last_failed_at = :now, expires_at = :expires_at ADD failures :one',
      ExpressionAttributeValues: {
        ':now': { N: String(now) },
        ':expires_at': { N: String(Math.ceil(now / 1000) + ttlSeconds) },
        ':one': { N: '1' },
      },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return toAttempts(Attributes ?? {}) ?? { failures: 1, firstFailedAt: now }
}

export function toAttempts(item: Record<string, AttributeValue>): Attempts | undefined {
  const failures = Number(item.failures?.N)
  const firstFailedAt = Number(item.first_failed_at?.N)
  return failures > 0 ? { failures, firstFailedAt } : undefined
}
