import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, DynamoDbStreamRecord, ServiceHandler } from '../ports.ts'
import { answer, run } from './api.ts'
import { Engine } from './engine.ts'
import type { DynamoDbFaults } from './faults.ts'
import type { ConsumptionListener } from './items/capacity.ts'
import { LevelStore } from './storage/level-store.ts'
import { MemoryStore } from './storage/memory-store.ts'
import { toPosition, toSequence } from './streams/records.ts'
import type { Stream } from './streams/stream.ts'
import { finishIndexes } from './table-update/fill-index.ts'
import { Sweeper, type TimeToLiveOptions } from './ttl/sweeper.ts'

export { LocalAwsError } from './errors.ts'
export type { DynamoDbFaults } from './faults.ts'
export type { ConsumptionListener } from './items/capacity.ts'

export interface DynamoDbOptions {
  /** Everything is kept in `<dataDir>/dynamodb`, one process at a time. Without it, in memory. */
  dataDir?: string
  region: string
  accountId: string
  clock?: Clock
  faults?: DynamoDbFaults
  timeToLive?: TimeToLiveOptions
  /** Told of request units in the course of the request that consumes them. Default: they are not counted. */
  onConsumed?: ConsumptionListener | undefined
}

/** DynamoDB on this machine. What it has acknowledged survives a kill of the process, if it has a data directory. */
export interface LocalDynamoDb {
  /** Answers requests to `DynamoDB_20120810` and `DynamoDBStreams_20120810`. */
  handle: ServiceHandler
  /** Runs one DynamoDB operation in process; rejects with a `LocalAwsError`. */
  call(operation: string, input: object): Promise<Record<string, unknown>>
  /** The attribute by which a table, or an index of it, is partitioned. */
  partitionKeyOf(tableName: string, indexName?: string): string | undefined
  /** The ARN of the table's enabled stream. */
  streamArn(tableName: string): string | undefined
  /**
   * Up to `limit` records from `fromSequence` on (included), oldest first, and where to go on. Empty when there is
   * nothing newer, or no stream. Records that were trimmed are skipped. Only records of durable writes are given.
   */
  readStream(
    tableName: string,
    fromSequence: bigint | 'TRIM_HORIZON' | 'LATEST',
    limit: number,
  ): Promise<{ records: DynamoDbStreamRecord[]; next: bigint }>
  /** Calls the listener after writes that gave records; they can be read by then. Returns how to end that. */
  onStreamWrite(tableName: string, listener: () => void): () => void
  /** Removes what has expired now, instead of at the next interval. */
  sweep(): Promise<void>
  /** Waits for what is being written. */
  close(): Promise<void>
}

export async function startDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { dataDir, region, accountId, clock = { now: Date.now }, faults = {}, onConsumed } = options
  const store = dataDir === undefined ? new MemoryStore() : await openLevel(join(dataDir, 'dynamodb'))
  const engine = await Engine.open({ store, region, accountId, now: () => clock.now(), faults, onConsumed })
  for (const table of engine.catalog.all()) await finishIndexes(engine, table.definition)
  const sweeper = new Sweeper(engine, options.timeToLive)
  const streamOf = (tableName: string): Stream | undefined => {
    const definition = engine.catalog.find(tableName)?.stream
    return definition && engine.streams.find(definition.arn)
  }
  return {
    handle: (request) => answer(engine, request),
    async call(operation, input) {
      const result = await run(engine, 'DynamoDB_20120810', operation, Buffer.from(JSON.stringify(input)))
      return typeof result === 'string' ? JSON.parse(result) : result
    },
    partitionKeyOf(tableName, indexName) {
      const table = engine.catalog.find(tableName)
      const holder = indexName === undefined ? table : table?.indexes.find(({ name }) => name === indexName)
      return holder?.hash.name
    },
    streamArn: (tableName) => streamOf(tableName)?.definition.arn,
    async readStream(tableName, from, limit) {
      const stream = streamOf(tableName)
      if (!stream) return { records: [], next: toSequence(1) }
      const position = from === 'LATEST' ? stream.head + 1 : from === 'TRIM_HORIZON' ? 1 : toPosition(from)
      const { records, next } = await stream.read(position, limit)
      return { records: records.map((json) => JSON.parse(json) as DynamoDbStreamRecord), next: toSequence(next) }
    },
    onStreamWrite: (tableName, listener) => streamOf(tableName)?.onWrite(listener) ?? (() => undefined),
    sweep: () => sweeper.sweep(),
    async close() {
      await sweeper.close()
      await store.close()
    },
  }
}

async function openLevel(directory: string): Promise<LevelStore> {
  await mkdir(directory, { recursive: true })
  return LevelStore.open(directory)
}
