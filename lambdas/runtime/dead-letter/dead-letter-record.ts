import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type AttributeValue, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { isoTime } from '../system/clock.ts'
import type { DeadLetter } from './dead-letter.ts'
import { shardedKey, withoutShard } from './dead-letter-keys.ts'

const TTL_SECONDS = 365 * 86_400

/** DynamoDB takes 400 KB per item; a larger body stays in the dead-letter queue only. */
const MAX_BODY_BYTES = 300 * 1024
const MAX_TEXT_CHARACTERS = 8000

/**
 * Keeps the dead letter for a year, long after the queue has forgotten it. Repeated for the same event it keeps the
 * first failure and counts how often the event has died.
 */
export async function saveDeadLetterRecord(dynamo: DynamoDBClient, table: string, letter: DeadLetter): Promise<void> {
  await dynamo.send(new UpdateItemCommand(toUpdate(table, letter)))
}

function toUpdate(table: string, letter: DeadLetter): UpdateItemCommandInput {
  const bodyBytes = Buffer.byteLength(letter.body)
  const attributes: Record<string, string | number | undefined> = {
    event_type: letter.eventType,
    aggregate_id: letter.aggregateId,
    correlation_id: letter.correlationId,
    causation_id: letter.causationId,
    message_id: letter.messageId,
    group_id: letter.groupId,
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_TEXT_CHARACTERS),
    error_stack: letter.errorStack?.slice(0, MAX_TEXT_CHARACTERS),
    fingerprint: shardedKey(letter.fingerprint, letter.id),
    attempts: letter.attempts,
    last_failed_at: isoTime(letter.lastFailedAt),
    body: bodyBytes <= MAX_BODY_BYTES ? letter.body : undefined,
    body_bytes: bodyBytes,
    status: 'dead',
    expires_at: Math.ceil(letter.lastFailedAt / 1000) + TTL_SECONDS,
  }
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '')
  return {
    TableName: table,
    Key: { pk: { S: shardedKey(letter.consumer, letter.id) }, sk: { S: letter.id } },
    UpdateExpression: [
      'SET first_failed_at = if_not_exists(first_failed_at, :first_failed_at)',
      ...present.map((_, index) => `#a${index} = :a${index}`),
    ]
      .join(', ')
      .concat(' ADD deaths :one'),
    ExpressionAttributeNames: Object.fromEntries(present.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: {
      ':first_failed_at': { S: isoTime(letter.firstFailedAt) },
      ':one': { N: '1' },
      ...Object.fromEntries(present.map(([, value], index) => [`:a${index}`, toAttribute(value!)])),
    },
  }
}

const toAttribute = (value: string | number): AttributeValue =>
  typeof value === 'number' ? { N: String(value) } : { S: value.toWellFormed() }

/** What operator tools read back: times as ISO 8601, and no body when that is too large for an item. */
export interface DeadLetterRecord extends Omit<DeadLetter, 'eventId' | 'firstFailedAt' | 'lastFailedAt' | 'body'> {
  readonly status: string
  /** How often this event has been dead-lettered. */
  readonly deaths: number
  readonly firstFailedAt: string
  readonly lastFailedAt: string
  readonly body: string | undefined
}

export function fromDeadLetterItem(item: Record<string, AttributeValue>): DeadLetterRecord {
  const text = (name: string): string => item[name]?.S ?? ''
  return {
    consumer: withoutShard(text('pk')),
    id: text('sk'),
    status: text('status'),
    eventType: item.event_type?.S,
    aggregateId: item.aggregate_id?.S,
    correlationId: item.correlation_id?.S,
    causationId: item.causation_id?.S,
    messageId: text('message_id'),
    groupId: item.group_id?.S,
    errorType: text('error_type'),
    errorMessage: text('error_message'),
    errorStack: item.error_stack?.S,
    fingerprint: withoutShard(text('fingerprint')),
    attempts: Number(item.attempts?.N ?? 0),
    deaths: Number(item.deaths?.N ?? 0),
    firstFailedAt: text('first_failed_at'),
    lastFailedAt: text('last_failed_at'),
    body: item.body?.S,
  }
}
