import { type AttributeValue, GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { HOLDS_INDEX } from '../../lambdas/runtime/declarations/tables.ts'
import { EVENT, fromParkedItem, holdKey, numberOf, partitionOf } from '../../lambdas/runtime/parking/items.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { ParkedEnvironment } from './environment.ts'

/** The dependencies of reading. */
export interface Reading {
  readonly dynamo: ParkedEnvironment['dynamo']
  readonly tables: Pick<ParkedEnvironment['tables'], 'parked'>
}

/** An aggregate whose events wait behind a dead one, as operators see it. */
export interface HeldAggregate {
  readonly consumer: string
  readonly aggregate: string
  /** ISO 8601. */
  readonly held_since: string
  /** Events that are parked, the head included. */
  readonly parked: number
  /** Sequence of the head. */
  readonly head_position: number
  /** The error of the head. Absent: it has not been tried since it became the head. */
  readonly cause?: {
    readonly event_id: string
    readonly event_type?: string
    readonly error_type: string
    readonly error_message: string
    readonly fingerprint: string
    readonly attempts: number
    readonly first_failed_at: string
    readonly last_failed_at: string
  }
  /** Times that it was tried since it became the head. */
  readonly retries: number
  /** ISO 8601: the time of its next automatic try. Absent: it waits for an operator. */
  readonly retry_at?: string
  /** ISO 8601: a release is running, which ends at this time at the latest. */
  readonly releasing_until?: string
  /** Grows with every change. */
  readonly version: number
}

/** All that is held of one consumer, the oldest first. */
export async function readHolds({ dynamo, tables }: Reading, consumer: string): Promise<HeldAggregate[]> {
  const holds: HeldAggregate[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: tables.parked,
        IndexName: HOLDS_INDEX,
        KeyConditionExpression: 'held_by = :consumer',
        ExpressionAttributeValues: { ':consumer': { S: consumer } },
        ExclusiveStartKey: start,
      }),
    )
    holds.push(...Items.map(fromHoldItem))
    start = LastEvaluatedKey
  } while (start)
  return holds
}

/** The present hold; nothing if the aggregate is not held. */
export async function readHold(
  { dynamo, tables }: Reading,
  consumer: string,
  aggregate: string,
): Promise<HeldAggregate | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: tables.parked, Key: holdKey(consumer, aggregate), ConsistentRead: true }),
  )
  return Item && fromHoldItem(Item)
}

/** Looked up by itself, because the list of what is held lags behind. @throws {UsageError} if nothing of it is parked. */
export async function assertHeld(reading: Reading, consumer: string, aggregate: string): Promise<void> {
  if (await readHold(reading, consumer, aggregate)) return
  throw new UsageError(`Nothing is parked of ${aggregate} for ${consumer}: see "parked list --consumer ${consumer}".`)
}

/** What is parked of one aggregate, in its order; the first is the head. */
export const readParked = async (reading: Reading, consumer: string, aggregate: string): Promise<ParkedEvent[]> =>
  (await readParkedItems(reading, consumer, aggregate)).map(fromParkedItem)

/** The items of what is parked of one aggregate, in its order. @param narrowed a filter, or the attributes that are wanted. */
export async function readParkedItems(
  { dynamo, tables }: Reading,
  consumer: string,
  aggregate: string,
  narrowed: Pick<QueryCommandInput, 'FilterExpression' | 'ProjectionExpression'> = {},
): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: tables.parked,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ...narrowed,
        ExpressionAttributeValues: { ':pk': { S: partitionOf(consumer, aggregate) }, ':event': { S: EVENT } },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    )
    items.push(...Items)
    start = LastEvaluatedKey
  } while (start)
  return items
}

/** Ids of everything that is parked for one consumer. */
export async function readParkedIds(reading: Reading, consumer: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { aggregate } of await readHolds(reading, consumer)) {
    for (const { id } of await readParked(reading, consumer, aggregate)) ids.add(id)
  }
  return ids
}

function fromHoldItem(item: Record<string, AttributeValue>): HeldAggregate {
  const text = (name: string) => item[name]?.S ?? ''
  const time = (name: string) => item[name] && new Date(numberOf(item, name)).toISOString()
  const retryAt = time('retry_at')
  const until = time('running_until')
  return {
    consumer: text('held_by'),
    aggregate: text('group_id'),
    held_since: text('held_since'),
    parked: numberOf(item, 'parked'),
    head_position: numberOf(item, 'head_position'),
    ...(item.event_id && {
      cause: {
        event_id: text('event_id'),
        ...(item.event_type && { event_type: text('event_type') }),
        error_type: text('error_type'),
        error_message: text('error_message'),
        fingerprint: text('fingerprint'),
        attempts: numberOf(item, 'attempts'),
        first_failed_at: text('first_failed_at'),
        last_failed_at: text('last_failed_at'),
      },
    }),
    retries: numberOf(item, 'retries'),
    ...(retryAt && { retry_at: retryAt }),
    ...(until && { releasing_until: until }),
    version: numberOf(item, 'version'),
  }
}
