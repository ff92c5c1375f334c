import { type AttributeValue, type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { TIME_INDEX } from '../declarations/tables.ts'
import { bucketOf, fromEventItem } from './event-item.ts'
import type { EventPage, SegmentQuery, TimeQuery } from './event-storage.ts'

type Key = Record<string, AttributeValue>

export async function readTime(
  dynamo: DynamoDBClient,
  eventTable: string,
  { shard, day, after, before, types, limit }: TimeQuery,
): Promise<EventPage> {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new QueryCommand({
      TableName: eventTable,
      IndexName: TIME_INDEX,
      // A key condition takes one range per key: BETWEEN is inclusive, so both ends are left out below.
      KeyConditionExpression: '#bucket = :bucket AND event_id BETWEEN :after AND :before',
      ExpressionAttributeNames: { '#bucket': 'bucket' },
      ...filterBy(types, {
        ':bucket': { S: bucketOf(shard, day) },
        ':after': { S: after },
        ':before': { S: before },
      }),
      Limit: limit,
    }),
  )
  const events = Items.map(fromEventItem).filter(({ event_id }) => event_id > after && event_id < before)
  const cursor = LastEvaluatedKey?.event_id?.S
  return cursor === undefined ? { events, more: false } : { events, more: true, cursor }
}

export async function readSegment(
  dynamo: DynamoDBClient,
  eventTable: string,
  { segment, segments, cursor, types, limit, consistent = false }: SegmentQuery,
): Promise<EventPage> {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new ScanCommand({
      TableName: eventTable,
      Segment: segment,
      TotalSegments: segments,
      ConsistentRead: consistent,
      ExclusiveStartKey: cursor === undefined ? undefined : (JSON.parse(cursor) as Key),
      ...filterBy(types, {}),
      Limit: limit,
    }),
  )
  const events = Items.map(fromEventItem)
  return LastEvaluatedKey ? { events, more: true, cursor: JSON.stringify(LastEvaluatedKey) } : { events, more: false }
}

function filterBy(types: readonly string[] | undefined, values: Key) {
  if (types === undefined) {
    return Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}
  }
  const named = types.map((type, index) => [`:type${index}`, { S: type }] as const)
  return {
    FilterExpression: `event_type IN (${named.map(([name]) => name).join(', ')})`,
    ExpressionAttributeValues: { ...values, ...Object.fromEntries(named) },
  }
}
