import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type AttributeValue, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { isoTime } from '../system/clock.ts'
import type { DeadLetter } from './dead-letter.ts'
import { shardedKey, withoutShard } from './dead-letter-keys.ts'

const TTL_SECONDS = 365 * 86_400

/** DynamoDB takes 400 KB per item; a larger body stays in the dead-letter queue only. */
const MAX_BODY_BYTES = 300 * 1024
const MAX_TEXT_CHARACTERS = 8000

/** Whether a body of so many bytes is in its record, so that the copy in the queue is not the only one. */
export const isKeptWhole = (bodyBytes: number): boolean => bodyBytes <= MAX_BODY_BYTES

/** An event that has died this often is counted no further: the record must not outgrow an item. */
const MAX_DEATHS = 200

/**
 * Keeps the dead letter for a year, long after the queue has forgotten it. Repeated for the same event it keeps the
 * first failure and counts how often the event has died: once per message, however often this is repeated because the
 * dead-letter queue or an answer fails. What a person puts back is another message, which can die again.
 * @param abortSignal once it is aborted nothing more is sent: the event may have been processed elsewhere since.
 */
export async function saveDeadLetterRecord(
  dynamo: DynamoDBClient,
  table: string,
  letter: DeadLetter,
  abortSignal?: AbortSignal,
): Promise<void> {
  const options = { ...(abortSignal && { abortSignal }) }
  try {
    await dynamo.send(new UpdateItemCommand(counted(toUpdate(table, letter), letter.messageId)), options)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    await dynamo.send(new UpdateItemCommand(toUpdate(table, letter)), options)
  }
}

/**
 * Keeps a dead letter that somebody found in a queue, unless this message has been counted before: a record that has been
 * dealt with since is not opened again by a copy that is still lying there.
 * @returns nothing when it was new, else the record as it stands.
 */
export async function saveFoundLetter(
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: string,
  letter: DeadLetter,
): Promise<Standing | undefined> {
  const saving = counted(toUpdate(table, letter), letter.messageId)
  try {
    await dynamo.send(new UpdateItemCommand({ ...saving, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    const { Item = {} } = error as Error & { Item?: Record<string, AttributeValue> }
    return {
      status: Item.status?.S ?? '',
      isCounted: Item.dead_message_ids?.SS?.includes(letter.messageId) ?? false,
    }
  }
}

/** A record that was there before. */
interface Standing {
  readonly status: string
  /** Whether the record has counted this message. The record stops counting when it is full. */
  readonly isCounted: boolean
}

/**
 * Closes the record of an event that has been done since, whoever has had it tried again. Nothing happens if there is none, or if
 * a person has closed it otherwise. @param at epoch milliseconds. @param messageId closes it only if this is the message that died last.
 */
export async function resolveDeadLetterRecord(
  dynamo: Pick<DynamoDBClient, 'send'>,
  table: string,
  { consumer, id, at, messageId, doneAs }: Resolved,
): Promise<void> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: shardedKey(consumer, id) }, sk: { S: id } },
        UpdateExpression: `SET #status = :resolved, resolved_at = :at${doneAs === undefined ? '' : ', done_as = :done_as'}`,
        ConditionExpression: `#status IN (:dead, :retried)${messageId === undefined ? '' : ' AND message_id = :message_id'}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':resolved': { S: 'resolved' },
          ':dead': { S: 'dead' },
          ':retried': { S: 'retried' },
          ':at': { S: isoTime(at) },
          ...(messageId !== undefined && { ':message_id': { S: messageId } }),
          ...(doneAs !== undefined && { ':done_as': { S: doneAs } }),
        },
      }),
    )
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
  }
}

interface Resolved {
  readonly consumer: string
  readonly id: string
  readonly at: number
  readonly messageId?: string
  readonly doneAs?: DoneAs | undefined
}

/**
 * What a consumer says of an event that it has done: `processed`, or `duplicate` when what the event would have written was there already, or
 * something newer was.
 */
export type DoneAs = 'processed' | 'duplicate'

/** The same update, if this message has not been counted yet. */
const counted = (update: Update, messageId: string): Update => ({
  ...update,
  UpdateExpression: `${update.UpdateExpression} ADD deaths :one, dead_message_ids :dead_message_ids`,
  ConditionExpression: [
    'attribute_not_exists(dead_message_ids)',
    '(NOT contains(dead_message_ids, :message_id) AND size(dead_message_ids) < :most)',
  ].join(' OR '),
  ExpressionAttributeValues: {
    ...update.ExpressionAttributeValues,
    ':one': { N: '1' },
    ':dead_message_ids': { SS: [messageId] },
    ':message_id': { S: messageId },
    ':most': { N: String(MAX_DEATHS) },
  },
})

type Update = UpdateItemCommandInput & { readonly UpdateExpression: string }

function toUpdate(table: string, letter: DeadLetter): Update {
  const bodyBytes = Buffer.byteLength(letter.body)
  const attributes: Record<string, string | number | undefined> = {
    event_type: letter.eventType,
    aggregate_id: letter.aggregateId,
    correlation_id: letter.correlationId,
    causation_id: letter.causationId,
    message_id: letter.messageId,
    group_id: letter.groupId,
    replay_scope: letter.replayScope,
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_TEXT_CHARACTERS),
    error_stack: letter.errorStack?.slice(0, MAX_TEXT_CHARACTERS),
    fingerprint: shardedKey(letter.fingerprint, letter.id),
    attempts: letter.attempts,
    thrown_in: letter.thrownIn?.slice(0, MAX_TEXT_CHARACTERS),
    code_revision: letter.codeRevision,
    last_failed_at: isoTime(letter.lastFailedAt),
    body: isKeptWhole(bodyBytes) ? letter.body : undefined,
    body_bytes: bodyBytes,
    status: 'dead',
    expires_at: Math.ceil(letter.lastFailedAt / 1000) + TTL_SECONDS,
  }
  const isPresent = (value: unknown): boolean => value !== undefined && value !== ''
  const present = Object.entries(attributes).filter(([, value]) => isPresent(value))
  // Attributes of an earlier, other cause that this one does not have.
  const gone = [...OF_A_RETRY, ...OF_A_CAUSE.filter((name) => !isPresent(attributes[name]))]
  const first = { first_failed_at: isoTime(letter.firstFailedAt), ...firstCause(letter) }
  return {
    TableName: table,
    Key: { pk: { S: shardedKey(letter.consumer, letter.id) }, sk: { S: letter.id } },
    UpdateExpression: [
      `SET ${[
        ...Object.keys(first).map((name) => `${name} = if_not_exists(${name}, :${name})`),
        ...present.map((_, index) => `#a${index} = :a${index}`),
      ].join(', ')}`,
      `REMOVE ${gone.join(', ')}`,
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(present.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(first).map(([name, value]) => [`:${name}`, { S: value }])),
      ...Object.fromEntries(present.map(([, value], index) => [`:a${index}`, toAttribute(value!)])),
    },
  }
}

const OF_A_CAUSE = ['error_stack', 'thrown_in', 'code_revision'] as const

/** Written when an operator has it tried again; removed when it is given up once more. */
const OF_A_RETRY = ['sent_at', 'done_as'] as const

/**
 * The revision of the code in which the event was dead-lettered for the first time, and the cause of then. Readers show the
 * revision only as long as the event still fails for that cause.
 */
const firstCause = ({ codeRevision, fingerprint }: DeadLetter): Record<string, string> =>
  codeRevision ? { first_code_revision: codeRevision, first_fingerprint: fingerprint } : {}

const toAttribute = (value: string | number): AttributeValue =>
  typeof value === 'number' ? { N: String(value) } : { S: value.toWellFormed() }

/** A dead letter as operator tools read it: times as ISO 8601, and no body when that is too large for an item. */
export interface DeadLetterRecord extends Omit<DeadLetter, 'eventId' | 'firstFailedAt' | 'lastFailedAt' | 'body'> {
  readonly status: string
  /** How often this event has been dead-lettered. */
  readonly deaths: number
  readonly firstFailedAt: string
  readonly lastFailedAt: string
  readonly body: string | undefined
  /** Revision of the code in which it died of this cause for the first time; absent where nobody knows. */
  readonly sinceCode: string | undefined
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
    replayScope: item.replay_scope?.S,
    errorType: text('error_type'),
    errorMessage: text('error_message'),
    errorStack: item.error_stack?.S,
    fingerprint: withoutShard(text('fingerprint')),
    thrownIn: item.thrown_in?.S,
    codeRevision: item.code_revision?.S,
    sinceCode: sinceCode(item),
    attempts: Number(item.attempts?.N ?? 0),
    deaths: Number(item.deaths?.N ?? 0),
    firstFailedAt: text('first_failed_at'),
    lastFailedAt: text('last_failed_at'),
    body: item.body?.S,
  }
}

const sinceCode = ({ fingerprint, ...item }: Record<string, AttributeValue>): string | undefined =>
  item.first_code_revision?.S && item.first_fingerprint?.S === withoutShard(fingerprint?.S ?? '')
    ? item.first_code_revision.S
    : item.code_revision?.S
