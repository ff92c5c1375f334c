import {
  type AttributeValue,
  type CancellationReason,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type ItemReader, plainItemReader } from '../aws/item-reader.ts'
import { ConflictError } from '../errors.ts'
import { toEventItem } from './event-item.ts'
import type { EventStorage } from './event-storage.ts'
import { fromEventItem } from './read-event-item.ts'
import { fromSnapshotItem, IS_NEWS, newestKey, toNewestItem, toTimedItem, upTo } from './snapshot-item.ts'

export interface DynamoEventStorageOptions {
  readonly dynamo: DynamoDBClient
  readonly eventTable: string
  /** Absent: no snapshots are read or written. */
  readonly snapshotTable?: string
  /** Reads snapshots and single events. Default: each by itself. */
  readonly items?: ItemReader
}

type Key = Record<string, AttributeValue>

/** The event table and the snapshot table. */
export function createDynamoEventStorage(options: DynamoEventStorageOptions): EventStorage {
  const { dynamo, eventTable, snapshotTable, items = plainItemReader(dynamo) } = options
  return {
    async append(events) {
      const puts = events.map((event) => ({
        TableName: eventTable,
        Item: toEventItem(event),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      }))
      const [first] = puts
      const command =
        first && puts.length === 1
          ? new PutItemCommand(first)
          : new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) })
      // The types of the two commands differ only in their answers, which are not used here.
      await dynamo.send(command as PutItemCommand).catch((error: unknown) => {
        if (!isRefused(error)) throw error
        // Written by an earlier attempt, whose answer was lost.
        if (isOwn(events, error)) return
        throw new ConflictError('Another writer has appended to this stream first.', { cause: error })
      })
    },

    async readStream(stream, { after, direction = 'forward', limit }) {
      const forward = direction === 'forward'
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: eventTable,
          KeyConditionExpression: after === undefined ? 'pk = :pk' : `pk = :pk AND sk ${forward ? '>' : '<'} :after`,
          ExpressionAttributeValues: {
            ':pk': { S: stream },
            ...(after !== undefined && { ':after': { N: String(after) } }),
          },
          ScanIndexForward: forward,
          ConsistentRead: true,
          Limit: limit,
        }),
      )
      return { events: Items.map(fromEventItem), more: LastEvaluatedKey !== undefined }
    },

    async readEvent(stream, sequence, signal) {
      const key = { pk: { S: stream }, sk: { N: String(sequence) } }
      const item = await items.get({ table: eventTable, key }, signal)
      return item && fromEventItem(item)
    },

    // Loaded on demand: operators' tools read many streams at once, functions read one.
    readTime: async (query) => (await import('./dynamo-many-streams.ts')).readTime(dynamo, eventTable, query),
    readSegment: async (query) => (await import('./dynamo-many-streams.ts')).readSegment(dynamo, eventTable, query),

    async readSnapshot(stream, signal) {
      if (!snapshotTable) return undefined
      // An older snapshot than the newest is as good: the events after it are read in any case.
      const item = await items.get({ table: snapshotTable, key: newestKey(stream), consistent: false }, signal)
      return item && fromSnapshotItem(item)
    },

    async readSnapshotAsOf(stream, query) {
      if (!snapshotTable) return undefined
      const newestFirst = { ...upTo(stream, query), ScanIndexForward: false, Limit: 1 }
      const { Items = [] } = await dynamo.send(new QueryCommand({ TableName: snapshotTable, ...newestFirst }))
      return Items[0] && fromSnapshotItem(Items[0])
    },

    async writeSnapshot(snapshot) {
      if (!snapshotTable) return
      const newest = { TableName: snapshotTable, Item: toNewestItem(snapshot), ...IS_NEWS(snapshot) }
      await Promise.all([
        dynamo.send(new PutItemCommand({ TableName: snapshotTable, Item: toTimedItem(snapshot) })),
        dynamo.send(new PutItemCommand(newest)).catch((error: unknown) => {
          if (!isRefused(error)) throw error
        }),
      ])
    },
  }
}

const isRefused = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { CancellationReasons = [] } = error as { CancellationReasons?: readonly CancellationReason[] }
  return (
    error.name === 'ConditionalCheckFailedException' ||
    CancellationReasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict')
  )
}

/** Whether the events stored at these positions are these very events: no other event has their ids. */
function isOwn(events: readonly EventEnvelope[], error: unknown): boolean {
  const { Item, CancellationReasons } = error as { Item?: Key; CancellationReasons?: readonly CancellationReason[] }
  const standing = CancellationReasons ? CancellationReasons.map((reason) => reason.Item) : [Item]
  return events.every(({ event_id }, index) => standing[index]?.event_id?.S === event_id)
}
