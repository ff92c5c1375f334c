import { type DynamoDBClient, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import type { Caller } from '../../audit/caller.ts'
import { correctionPut } from '../../corrections/correction.ts'
import { keyAttributes, type Letter, type LetterKey } from '../letters/letter.ts'
import { keyOf, leavesMarkers } from '../verdict/read-verdicts.ts'
import { asEvent, type Edited } from './edited-body.ts'

export interface Replacing {
  readonly dynamo: DynamoDBClient
  /** Output `DeadLetterTableName` of the stack. */
  readonly table: string
  readonly processedTable: string
  readonly operationTable: string
  readonly now: number
  readonly by: Caller
  readonly reason: string
}

/** Something has happened to the original since it was read. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
}

const YEAR_SECONDS = 365 * 86_400

/**
 * Closes a letter and puts another in its place, in one transaction: the original is `edited` and takes no effect any more,
 * whatever copy of it still comes; the other is a letter that waits, and is retried like any other; replay, rebuild and verify
 * go by it. Both records stay.
 * @returns the key of the new letter. @throws {ChangedMeanwhile} when the original is not as it was read.
 */
export async function replaceLetter(
  replacing: Replacing,
  consumer: ConsumerDeclaration,
  original: Letter,
  edited: Edited,
): Promise<LetterKey> {
  const { dynamo, operationTable, now, by, reason } = replacing
  const at = new Date(now).toISOString()
  const key = { pk: shardedKey(original.consumer, edited.id), sk: edited.id }
  const correction = {
    kind: 'edit',
    consumer: original.consumer,
    eventId: original.id,
    replacement: asEvent(edited),
    reason,
    by,
    at,
    from: 'dead-letters',
  } as const
  const TransactItems: TransactWriteItem[] = [
    closing(replacing, original, edited.id, at),
    waiting(replacing, original, edited, key),
    ...(leavesMarkers(consumer) ? [tombstone(replacing, consumer, original)] : []),
    // Commands are in no store that could bring them again.
    ...(edited.isEvent ? [correctionPut(operationTable, correction)] : []),
  ]
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') throw error
    const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? []
    if (!reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) throw error
    throw new ChangedMeanwhile(
      `${original.id} is not as it was: it has been processed, retried, edited or archived meanwhile, or someone works on it. Look again: npm run ops -- dead-letters show ${original.id}`,
      { cause: error },
    )
  }
  return key
}

const closing = ({ table }: Replacing, { key, lastFailedAt }: Letter, replacedBy: string, at: string) => ({
  Update: {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression: 'SET #status = :edited, replaced_by = :replaced_by, edited_at = :at',
    ConditionExpression: '#status = :dead AND last_failed_at = :failed_at',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':edited': { S: 'edited' },
      ':dead': { S: 'dead' },
      ':failed_at': { S: lastFailedAt },
      ':replaced_by': { S: replacedBy },
      ':at': { S: at },
    },
  },
})

/** It waits until it is sent, so that nothing is lost when the tool ends in between. */
const waiting = ({ table, now, reason }: Replacing, original: Letter, { id, envelope }: Edited, key: LetterKey) => {
  const body = JSON.stringify(envelope)
  const texts: Record<string, string | undefined> = {
    ...key,
    status: 'dead',
    replaces: original.id,
    note: reason,
    event_type: original.eventType,
    aggregate_id: original.aggregateId,
    correlation_id: original.correlationId,
    causation_id: original.id,
    group_id: original.groupId,
    replay_scope: original.replayScope,
    message_id: id,
    error_type: original.errorType,
    error_message: original.errorMessage,
    thrown_in: original.thrownIn,
    code_revision: original.sinceCode,
    fingerprint: shardedKey(original.fingerprint, id),
    first_failed_at: original.firstFailedAt,
    last_failed_at: original.lastFailedAt,
    body,
  }
  const numbers = {
    attempts: 0,
    deaths: 0,
    body_bytes: Buffer.byteLength(body),
    expires_at: Math.ceil(now / 1000) + YEAR_SECONDS,
  }
  return {
    Put: {
      TableName: table,
      Item: {
        ...Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text ? [[name, { S: text }]] : []))),
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }])),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** The consumer's own record says "done" for the original, unless it has done it, or someone works on it. */
const tombstone = ({ processedTable, now }: Replacing, consumer: ConsumerDeclaration, original: Letter) => {
  const seconds = Math.floor(now / 1000)
  return {
    Put: {
      TableName: processedTable,
      Item: {
        pk: { S: keyOf(original) },
        state: { S: 'completed' },
        owner: { S: 'edited' },
        fence: { N: '0' },
        completed_at: { N: String(now) },
        expires_at: { N: String(seconds + derivedLimits(consumer).dedupTtlSeconds) },
      },
      ConditionExpression: [
        // It never ran.
        'attribute_not_exists(pk)',
        // Or so long ago that its record counts as gone.
        'expires_at < :now_seconds',
        // Or it ran, failed in an orderly way, and gave its lease back.
        '#state = :released',
        // Or its holder has died.
        '(#state = :claimed AND claimed_until < :now)',
      ].join(' OR '),
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':now_seconds': { N: String(seconds) },
        ':released': { S: 'released' },
        ':claimed': { S: 'claimed' },
        ':now': { N: String(now) },
      },
    },
  }
}
