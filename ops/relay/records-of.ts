import { type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { Item } from '../../lambdas/runtime/aws/item.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { toEventItem } from '../../lambdas/runtime/event-store/event-item.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { GivenUpBatch, Note } from './note.ts'
import type { RelayAddress } from './relays.ts'

/** A stored item that is to be sent once more. */
export interface WaitingRecord {
  readonly item: Item
  /** ISO 8601 */
  readonly storedAt: string
  /** Its sequence number in the table's stream; empty for an item that was read from the table. */
  readonly sequenceNumber: string
}

export interface Sources {
  readonly dynamo: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
}

/**
 * The items that a note stands for. Those of single records are read from the note itself or from the table. Those of a batch are read from
 * the stream as long as it keeps them, and afterwards from the table by their time, which may give more items than there were: consumers
 * recognize those that they have processed as duplicates.
 * @throws {Error} for an item that is not in the table any more.
 */
export async function recordsOf(note: Note, relay: RelayAddress, sources: Sources): Promise<WaitingRecord[]> {
  if (note.kind === 'unknown') return []
  if (note.kind === 'batch') {
    return (await fromStream(note.batch, sources)) ?? (await fromTable(note.batch, relay, sources))
  }
  const { key, item, stored_at: storedAt, sequence_number: sequenceNumber } = note.record
  return [{ item: item ?? (await itemAt(key, relay, sources)), storedAt, sequenceNumber }]
}

async function itemAt(key: Item, { table }: RelayAddress, { dynamo }: Sources): Promise<Item> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }))
  if (!Item) throw new Error(`The table ${table} has no item ${JSON.stringify(key)} any more.`)
  return Item
}

/** @returns nothing if the stream no longer has the records. */
async function fromStream(batch: GivenUpBatch, { streams }: Sources): Promise<WaitingRecord[] | undefined> {
  const records: WaitingRecord[] = []
  try {
    const { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: SequenceNumber } = batch
    const start = { StreamArn, ShardId, SequenceNumber, ShardIteratorType: 'AT_SEQUENCE_NUMBER' as const }
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(start))
    while (ShardIterator) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }))
      for (const { eventName, dynamodb = {} } of Records) {
        const { SequenceNumber: number = '', NewImage, ApproximateCreationDateTime: storedAt } = dynamodb
        if (BigInt(number) > BigInt(batch.endSequenceNumber)) return records
        if (eventName === 'INSERT' && NewImage) {
          records.push({ item: NewImage as Item, storedAt: isoTime(storedAt?.getTime() ?? 0), sequenceNumber: number })
        }
        // Its kind does not matter: nothing says that a batch ends with a record that its filter lets through, and an open shard has no end.
        if (number === batch.endSequenceNumber) return records
      }
      ShardIterator = NextShardIterator
    }
    return records
  } catch (error) {
    if (error instanceof Error && lost.has(error.name)) return undefined
    throw error
  }
}

const lost = new Set(['TrimmedDataAccessException', 'ResourceNotFoundException', 'ExpiredIteratorException'])

/** An event or command is made before it is stored, by as much as a transaction with its retries takes. */
const MADE_BEFORE_MS = 5 * 60_000
/** Arrival times are exact to the second. */
const EXACTNESS_MS = 1000

async function fromTable(batch: GivenUpBatch, relay: RelayAddress, sources: Sources): Promise<WaitingRecord[]> {
  const from = isoTime(Date.parse(batch.approximateArrivalOfFirstRecord) - MADE_BEFORE_MS)
  const to = isoTime(Date.parse(batch.approximateArrivalOfLastRecord) + EXACTNESS_MS)
  return relay.name === 'events' ? eventsBetween(from, to, relay, sources) : commandsBetween(from, to, relay, sources)
}

async function eventsBetween(from: string, to: string, { table }: RelayAddress, { dynamo }: Sources) {
  const store = createEventStore(createDynamoEventStorage({ dynamo, eventTable: table }))
  const records: WaitingRecord[] = []
  for await (const event of store.readByTime({ from, to })) {
    records.push({ item: toEventItem(event), storedAt: event.timestamp, sequenceNumber: '' })
  }
  return records
}

async function commandsBetween(from: string, to: string, { table }: RelayAddress, { dynamo }: Sources) {
  const records: WaitingRecord[] = []
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table })) {
    for (const item of Items) {
      const storedAt = timeOf(item.command?.S)
      if (storedAt >= from && storedAt < to) records.push({ item, storedAt, sequenceNumber: '' })
    }
  }
  return records
}

function timeOf(command = ''): string {
  try {
    return String((JSON.parse(command) as { timestamp?: unknown }).timestamp)
  } catch {
    return ''
  }
}
