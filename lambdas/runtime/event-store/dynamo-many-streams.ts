import { type AttributeValue, type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { chunksOf } from '../chunks-of.ts'
import { TIME_INDEX } from '../declarations/tables.ts'
import { bucketOf } from './event-item.ts'
import type { EventPage, SegmentQuery, TimeQuery } from './event-storage.ts'
import { fromEventItem } from './read-event-item.ts'

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
  const events = wanted(Items.map(fromEventItem), types).filter(({ event_id }) => event_id > after && event_id < before)
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
  const events = wanted(Items.map(fromEventItem), types)
  return LastEvaluatedKey ? { events, more: true, cursor: JSON.stringify(LastEvaluatedKey) } : { events, more: false }
}

/** DynamoDB takes 100 operands of one `IN`. */
const MOST_OPERANDS = 100
/** More do not fit an expression of 4 KB, and are left out here instead of by DynamoDB. */
const MOST_FILTERED = 400

const wanted = (events: readonly EventEnvelope[], types: readonly string[] | undefined): readonly EventEnvelope[] => {
  if (types === undefined || types.length <= MOST_FILTERED) return events
  const all = new Set(types)
  return events.filter(({ event_type }) => all.has(event_type))
}

function filterBy(types: readonly string[] | undefined, values: Key) {
  if (types === undefined || types.length > MOST_FILTERED) {
    return Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}
  }
  const named = types.map((type, index) => [`:t${index}`, { S: type }] as const)
  return {
    FilterExpression: chunksOf(named, MOST_OPERANDS)
      .map((list) => `event_type IN (${list.map(([name]) => name).join(', ')})`)
      .join(' OR '),
    ExpressionAttributeValues: { ...values, ...Object.fromEntries(named) },
  }
}
