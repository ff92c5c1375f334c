import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { ItemAddress } from '../aws/item-reader.ts'
import { TransientError } from '../errors.ts'
import { isCompleted } from '../idempotency/marker.ts'
import type { Clock } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import type { Attempts, HistoryAnswer, HistoryQuestion, MessageHistory } from './message-history.ts'

export interface HistoryEnvironment {
  readonly clock: Clock
  readonly ids: Ids
  readonly dynamo: DynamoDBClient
  readonly processedTable: string
  readonly consumer: string
  /** Seconds that a count is kept: the life of a message in its queue. */
  readonly ttlSeconds: number
}

/** Keeps the counts in the table of dedup markers, so that one read answers for both. */
export const dynamoHistory = (environment: HistoryEnvironment): MessageHistory => ({
  lookUp: (questions, alongside) => lookUp(environment, questions, alongside),
  countFailure: async (messageId) => (await count(environment, messageId, 'failures')) ?? firstFailure(environment),
  noteStart: async (messageId) => void (await count(environment, messageId, 'started')),
  noteGivenUp: (messageId) => noteGivenUp(environment, messageId),
  noteEnd: (messageId) => noteEnd(environment, messageId),
})

const firstFailure = ({ clock }: HistoryEnvironment): Attempts => ({
  failures: 1,
  firstFailedAt: clock.now(),
  crashes: 0,
})

const attemptsKey = ({ consumer }: HistoryEnvironment, messageId: string): string => `attempts#${consumer}#${messageId}`

/** Keys that throttling leaves unread are read again at once: a partial answer would look like "never failed". */
const MAX_READS = 3

/** DynamoDB's limit for one BatchGetItem is 100, and one may be read along. */
const MAX_KEYS = 99

type Items = Map<string | undefined, Record<string, AttributeValue>>

async function lookUp(
  environment: HistoryEnvironment,
  questions: readonly HistoryQuestion[],
  alongside: ItemAddress | undefined,
): Promise<HistoryAnswer> {
  const { clock } = environment
  const distinct = new Set(
    questions.flatMap(({ messageId, idempotencyKey }) => [
      attemptsKey(environment, messageId),
      ...(idempotencyKey === undefined ? [] : [idempotencyKey]),
    ]),
  )
  const keys = [...distinct]
  const items: Items = new Map()
  const reads = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, index) =>
    read(environment, keys.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS), index === 0 ? alongside : undefined, items),
  )
  const [along] = await Promise.all(reads)
  return {
    attemptsOf: (messageId) => toAttempts(items.get(attemptsKey(environment, messageId))),
    isProcessed: (key) => isCompleted(items.get(key), clock.now()),
    alongside: along,
  }
}

/** Adds what is there to the items. @returns what was read along. */
async function read(
  { dynamo, processedTable }: HistoryEnvironment,
  keys: readonly string[],
  alongside: ItemAddress | undefined,
  items: Items,
): Promise<Record<string, AttributeValue> | undefined> {
  const Keys = keys.map((pk) => ({ pk: { S: pk } }))
  let along: Record<string, AttributeValue> | undefined
  let RequestItems: BatchGetItemCommandInput['RequestItems'] = {
    [processedTable]: { Keys, ConsistentRead: true },
    ...(alongside && { [alongside.table]: { Keys: [{ ...alongside.key }], ConsistentRead: true } }),
  }
  for (let attempt = 1; Object.keys(RequestItems ?? {}).length > 0; attempt++) {
    if (attempt > MAX_READS) throw new TransientError('STORE_THROTTLED', 'The store kept leaving keys unread.')
    const answer: BatchGetItemCommandOutput = await dynamo.send(new BatchGetItemCommand({ RequestItems }))
    for (const item of answer.Responses?.[processedTable] ?? []) items.set(item.pk?.S, item)
    along = (alongside && answer.Responses?.[alongside.table]?.[0]) ?? along
    RequestItems = answer.UnprocessedKeys
  }
  return along
}

/**
 * One more of these, once: sent again by the SDK after a lost answer, it finds its own name and changes nothing. A failure
 * that counted for several would give up a message before its attempts are spent.
 */
async function count(
  environment: HistoryEnvironment,
  messageId: string,
  counter: 'failures' | 'started',
): Promise<Attempts | undefined> {
  const { clock, dynamo, ids, processedTable, ttlSeconds } = environment
  const now = clock.now()
  const counting = new UpdateItemCommand({
    TableName: processedTable,
    Key: { pk: { S: attemptsKey(environment, messageId) } },
    UpdateExpression:
      'SET first_failed_at = if_not_exists(first_failed_at, :now), expires_at = :expires_at, counted_by = :name ADD #counter :one',
    ConditionExpression: 'attribute_not_exists(counted_by) OR counted_by <> :name',
    ExpressionAttributeNames: { '#counter': counter },
    ExpressionAttributeValues: {
      ':now': { N: String(now) },
      ':expires_at': { N: String(Math.ceil(now / 1000) + ttlSeconds) },
      ':one': { N: '1' },
      ':name': { S: ids.next('count') },
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  const item = await dynamo.send(counting).then(
    ({ Attributes }) => Attributes,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
        return (error as ConditionalCheckFailedException).Item
      throw error
    },
  )
  return toAttempts(item)
}

/**
 * An orderly end speaks for all starts before it. If each only made up for one start, the ends whose notes were lost while the
 * table throttled would add up to crashes: a message that waits for hours would be taken for one that kills its function.
 */
async function noteEnd(environment: HistoryEnvironment, messageId: string): Promise<void> {
  const { dynamo, processedTable } = environment
  await dynamo.send(
    new UpdateItemCommand({
      TableName: processedTable,
      Key: { pk: { S: attemptsKey(environment, messageId) } },
      UpdateExpression: 'SET #ended = #started',
      // There is no note of a start: it was lost, so there is nothing to take back.
      ConditionExpression: 'attribute_exists(#started)',
      ExpressionAttributeNames: { '#started': 'started', '#ended': 'ended' },
    }),
  )
}

async function noteGivenUp(environment: HistoryEnvironment, messageId: string): Promise<void> {
  const { clock, dynamo, processedTable, ttlSeconds } = environment
  const now = clock.now()
  await dynamo.send(
    new UpdateItemCommand({
      TableName: processedTable,
      Key: { pk: { S: attemptsKey(environment, messageId) } },
      UpdateExpression:
        'SET given_up = :yes, first_failed_at = if_not_exists(first_failed_at, :now), expires_at = :expires_at',
      ExpressionAttributeValues: {
        ':yes': { BOOL: true },
        ':now': { N: String(now) },
        ':expires_at': { N: String(Math.ceil(now / 1000) + ttlSeconds) },
      },
    }),
  )
}

function toAttempts(item: Record<string, AttributeValue> | undefined): Attempts | undefined {
  if (!item) return undefined
  const number = (name: string): number => Number(item[name]?.N ?? 0)
  return {
    failures: number('failures'),
    firstFailedAt: number('first_failed_at'),
    crashes: Math.max(0, number('started') - number('ended')),
    ...(item.given_up?.BOOL && { isGivenUp: true }),
  }
}
