import { type DynamoDBClient, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import type { Caller } from '../../audit/caller.ts'
import { correctionPut } from '../../corrections/correction.ts'
import { keyAttributes, type Letter, type LetterKey } from '../letters/letter.ts'
import { stillWaiting } from '../letters/waiting.ts'
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

/** The original was changed after it was read, so that the edit may rest on something that is no longer true. */
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
    // Only events are kept in a store from which they could come again; commands are not, so that they need no correction.
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

function closing({ table }: Replacing, original: Letter, replacedBy: string, at: string): TransactWriteItem {
  const { condition, values } = stillWaiting(original)
  return {
    Update: {
      TableName: table,
      Key: keyAttributes(original.key),
      UpdateExpression: 'SET #status = :edited, replaced_by = :replaced_by, edited_at = :at',
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ...values,
        ':edited': { S: 'edited' },
        ':replaced_by': { S: replacedBy },
        ':at': { S: at },
      },
    },
  }
}

/** The record of the edited letter. It waits until the letter is sent, so that nothing is lost if the tool ends in between. */
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

/** Makes the consumer's own record say "done" for the original, unless the original has taken effect or somebody is working on it. */
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
        // The original never ran,
        'attribute_not_exists(pk)',
        // or it ran so long ago that its record has expired,
        'expires_at < :now_seconds',
        // or it ran, failed in an orderly way and gave its lease back,
        '#state = :released',
        // or the function that held the lease has died.
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
