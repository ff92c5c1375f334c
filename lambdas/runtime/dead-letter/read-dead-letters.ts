import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { FINGERPRINT_INDEX } from '../declarations/tables.ts'
import { allKeysOf } from './dead-letter-keys.ts'
import { type DeadLetterRecord, fromDeadLetterItem } from './dead-letter-record.ts'

export interface DeadLetterReader {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly table: string
}

/** All dead letters of one consumer, those that failed last first. Held in memory: some kilobytes each. */
export const deadLettersOfConsumer = (reader: DeadLetterReader, consumer: string): Promise<DeadLetterRecord[]> =>
  readAll(reader, consumer, { attribute: 'pk' })

/** All dead letters of one cause, of whatever consumer, those that failed last first. The index is eventually consistent. */
export const deadLettersOfCause = (reader: DeadLetterReader, fingerprint: string): Promise<DeadLetterRecord[]> =>
  readAll(reader, fingerprint, { attribute: 'fingerprint', index: FINGERPRINT_INDEX })

interface KeyOf {
  readonly attribute: string
  readonly index?: string
}

async function readAll(reader: DeadLetterReader, key: string, by: KeyOf): Promise<DeadLetterRecord[]> {
  const shards = await Promise.all(allKeysOf(key).map((shard) => readShard(reader, shard, by)))
  return joinRepeated(shards.flat()).toSorted((one, other) => compare(other.lastFailedAt, one.lastFailedAt))
}

async function readShard(reader: DeadLetterReader, key: string, by: KeyOf): Promise<DeadLetterRecord[]> {
  const records: DeadLetterRecord[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await reader.dynamo.send(
      new QueryCommand({
        TableName: reader.table,
        IndexName: by.index,
        KeyConditionExpression: '#key = :key',
        ExpressionAttributeNames: { '#key': by.attribute },
        ExpressionAttributeValues: { ':key': { S: key } },
        ExclusiveStartKey: start,
      }),
    )
    records.push(...(page.Items ?? []).map(fromDeadLetterItem))
    start = page.LastEvaluatedKey
  } while (start)
  return records
}

/** An event that died before there were shards, and again since, has two records: they are told as one. */
function joinRepeated(records: readonly DeadLetterRecord[]): DeadLetterRecord[] {
  const byId = Map.groupBy(records, ({ consumer, id }) => JSON.stringify([consumer, id]))
  return [...byId.values()].map((same) => {
    const [latest, ...earlier] = same.toSorted((one, other) => compare(other.lastFailedAt, one.lastFailedAt))
    return earlier.reduce((joined, one) => join(joined, one), latest as DeadLetterRecord)
  })
}

const join = (latest: DeadLetterRecord, earlier: DeadLetterRecord): DeadLetterRecord => ({
  ...latest,
  deaths: latest.deaths + earlier.deaths,
  firstFailedAt:
    compare(earlier.firstFailedAt, latest.firstFailedAt) < 0 ? earlier.firstFailedAt : latest.firstFailedAt,
})

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
