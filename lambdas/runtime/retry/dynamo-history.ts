import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { isCompleted } from '../idempotency/marker.ts'
import type { Clock } from '../system/clock.ts'
import type { Attempts, HistoryAnswer, HistoryQuestion, MessageHistory } from './message-history.ts'

export interface HistoryEnvironment {
  readonly clock: Clock
  readonly dynamo: DynamoDBClient
  readonly processedTable: string
  readonly consumer: string
  /** Seconds that a count is kept: the life of a message in its queue. */
  readonly ttlSeconds: number
}

/** Counts of failures beside the dedup markers, so that one read answers for both. */
export const dynamoHistory = (environment: HistoryEnvironment): MessageHistory => ({
  lookUp: (questions) => lookUp(environment, questions),
  countFailure: (messageId) => countFailure(environment, messageId),
})

const attemptsKey = ({ consumer }: HistoryEnvironment, messageId: string): string => `attempts#${consumer}#${messageId}`

async function lookUp(environment: HistoryEnvironment, questions: readonly HistoryQuestion[]): Promise<HistoryAnswer> {
  const { dynamo, processedTable, clock } = environment
  const keys = new Set(
    questions.flatMap(({ messageId, idempotencyKey }) => [attemptsKey(environment, messageId), idempotencyKey]),
  )
  const Keys = [...keys].map((pk) => ({ pk: { S: pk } }))
  const RequestItems = { [processedTable]: { Keys, ConsistentRead: true } }
  const { Responses } = await dynamo.send(new BatchGetItemCommand({ RequestItems }))
  const items = new Map((Responses?.[processedTable] ?? []).map((item) => [item.pk?.S, item]))
  return {
    attemptsOf: (messageId) => toAttempts(items.get(attemptsKey(environment, messageId)) ?? {}),
    isProcessed: (key) => isCompleted(items.get(key), clock.now()),
  }
}

async function countFailure(environment: HistoryEnvironment, messageId: string): Promise<Attempts> {
  const { clock, dynamo, processedTable, ttlSeconds } = environment
  const now = clock.now()
  const { Attributes = {} } = await dynamo.send(
    new UpdateItemCommand({
      TableName: processedTable,
      Key: { pk: { S: attemptsKey(environment, messageId) } },
      UpdateExpression: [
        'SET first_failed_at = if_not_exists(first_failed_at, :now), last_failed_at = :now, expires_at = :expires_at',
        'ADD failures :one',
      ].join(' '),
      ExpressionAttributeValues: {
        ':now': { N: String(now) },
        ':expires_at': { N: String(Math.ceil(now / 1000) + ttlSeconds) },
        ':one': { N: '1' },
      },
      ReturnValues: 'ALL_NEW',
    }),
  )
  return toAttempts(Attributes) ?? { failures: 1, firstFailedAt: now }
}

function toAttempts(item: Record<string, AttributeValue>): Attempts | undefined {
  const failures = Number(item.failures?.N ?? 0)
  return failures > 0 ? { failures, firstFailedAt: Number(item.first_failed_at?.N ?? 0) } : undefined
}
