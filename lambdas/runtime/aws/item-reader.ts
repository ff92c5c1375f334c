import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb'
import DataLoader from 'dataloader'
import { TransientError } from '../errors.ts'
import { fullJitter } from '../retry/backoff.ts'
import { refusesWholeCall } from '../sdk-failure.ts'
import type { Random } from '../system/random.ts'
import { pause, type Timers } from '../system/timers.ts'
import { toError } from '../to-error.ts'
import type { Item } from './item.ts'

export interface ItemAddress {
  readonly table: string
  /** The whole primary key, numbers in their shortest form: that is how the answer comes back. */
  readonly key: Readonly<Item>
  /** Default true: strongly consistent, at twice the price. */
  readonly consistent?: boolean
}

/** Reads single items; every read is a fresh one. */
export interface ItemReader {
  /**
   * @param signal aborts the read. Only reads with the same signal share a request.
   * @throws what the SDK throws; {@link TransientError} `STORE_THROTTLED` for what DynamoDB kept leaving unread.
   */
  get(address: ItemAddress, signal?: AbortSignal): Promise<Item | undefined>
}

export interface ItemReaderEnvironment {
  readonly dynamo: DynamoDBClient
  readonly timers: Timers
  readonly random: Random
}

/** DynamoDB's limit for one BatchGetItem. */
const MAX_KEYS = 100

/** Tries in all for keys that throttling leaves unread. */
const unprocessed = { firstMs: 20, maxMs: 500, attempts: 6 }

type Loader = DataLoader<ItemAddress, Item | undefined>

/**
 * Reads that are asked for in the same turn of the event loop, as by the messages of one batch, go out as one
 * BatchGetItem, whatever their tables: the same read units in a tenth of the requests. A read alone is a plain GetItem.
 * A request that DynamoDB refuses as a whole, because one of its tables is not there or not permitted, or one of its keys is not
 * valid, is sent again read by read: only the faulty read fails then. Without an answer it fails for each of them.
 */
export function createItemReader(environment: ItemReaderEnvironment): ItemReader {
  const createLoader = (signal?: AbortSignal): Loader =>
    new DataLoader((addresses) => readTogether(environment, addresses, signal), {
      cache: false,
      maxBatchSize: MAX_KEYS,
      // Runs after everything that can go on without waiting for I/O, so that all reads of this turn are known.
      batchScheduleFn: setImmediate,
    })
  const unbounded = createLoader()
  const bounded = new WeakMap<AbortSignal, Loader>()
  return {
    get(address, signal) {
      if (!signal) return unbounded.load(address)
      const loader = bounded.get(signal) ?? createLoader(signal)
      bounded.set(signal, loader)
      return loader.load(address)
    },
  }
}

/** Each read is a GetItem of its own, for where nothing is read side by side. */
export const plainItemReader = (dynamo: DynamoDBClient): ItemReader => ({
  get: (address, signal) => readAlone(dynamo, address, signal),
})

async function readAlone(
  dynamo: DynamoDBClient,
  { table, key, consistent = true }: ItemAddress,
  abortSignal: AbortSignal | undefined,
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: consistent })
  return (await dynamo.send(command, abortSignal ? { abortSignal } : {})).Item
}

async function readTogether(
  environment: ItemReaderEnvironment,
  addresses: readonly ItemAddress[],
  signal: AbortSignal | undefined,
): Promise<(Item | undefined | Error)[]> {
  const distinct = new Map<string, ItemAddress>()
  const names = addresses.map((address) => {
    const name = nameOfAddress(address)
    // If one item is asked for twice, one strongly consistent read is good for both.
    if (!(name instanceof Error) && (address.consistent !== false || !distinct.has(name))) distinct.set(name, address)
    return name
  })
  const found = await readDistinct(environment, distinct, signal)
  return names.map((name) => (name instanceof Error ? name : found.get(name)))
}

async function readDistinct(
  environment: ItemReaderEnvironment,
  distinct: ReadonlyMap<string, ItemAddress>,
  signal: AbortSignal | undefined,
): Promise<Found> {
  if (distinct.size <= 1) return readEachAlone(environment, distinct, signal)
  try {
    return await readAll(environment, [...distinct.values()], signal)
  } catch (thrown) {
    const error = toError(thrown)
    if (signal?.aborted || !refusesWholeCall(error)) throw error
    return readEachAlone(environment, distinct, signal)
  }
}

async function readEachAlone(
  { dynamo }: ItemReaderEnvironment,
  distinct: ReadonlyMap<string, ItemAddress>,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const found: Found = new Map()
  const reads = [...distinct].map(async ([name, address]) => {
    const item = await readAlone(dynamo, address, signal).catch(toError)
    if (item) found.set(name, item)
  })
  await Promise.all(reads)
  return found
}

type Requests = NonNullable<BatchGetItemCommandInput['RequestItems']>
type Found = Map<string, Item | Error>

async function readAll(
  { dynamo, timers, random }: ItemReaderEnvironment,
  addresses: readonly ItemAddress[],
  abortSignal: AbortSignal | undefined,
): Promise<Found> {
  const found: Found = new Map()
  const keyNames = new Map(addresses.map(({ table, key }) => [table, key]))
  let requests = requestsOf(addresses)
  for (let attempt = 1; ; attempt++) {
    abortSignal?.throwIfAborted()
    const command = new BatchGetItemCommand({ RequestItems: requests })
    const answer: BatchGetItemCommandOutput = await dynamo.send(command, abortSignal ? { abortSignal } : {})
    for (const [table, items] of Object.entries(answer.Responses ?? {})) {
      for (const item of items) found.set(nameOf(table, item, keyNames.get(table) ?? {}), item)
    }
    requests = answer.UnprocessedKeys ?? {}
    if (Object.keys(requests).length === 0) return found
    if (attempt === unprocessed.attempts) break
    await pause(timers, fullJitter(unprocessed, attempt - 1, random))
  }
  for (const [table, { Keys = [] }] of Object.entries(requests)) {
    const error = new TransientError('STORE_THROTTLED', `DynamoDB left items of ${table} unread: it throttles.`)
    for (const key of Keys) found.set(nameOf(table, key, key), error)
  }
  return found
}

/** A table is read strongly consistent as a whole if one of its readers wants that. */
function requestsOf(addresses: readonly ItemAddress[]): Requests {
  const byTable = Map.groupBy(addresses, ({ table }) => table)
  return Object.fromEntries(
    [...byTable].map(([table, ofTable]) => [
      table,
      {
        Keys: ofTable.map(({ key }) => key),
        ConsistentRead: ofTable.some(({ consistent = true }) => consistent),
      },
    ]),
  )
}

/** A key that is not valid fails alone: the reads of others must not share a request with it. */
function nameOfAddress({ table, key }: ItemAddress): string | Error {
  try {
    return nameOf(table, key, key)
  } catch (thrown) {
    return toError(thrown)
  }
}

/** Answers come in any order, and so do the parts of their keys: table and key tell whose they are. */
const nameOf = (table: string, item: Readonly<Item>, key: Readonly<Item>): string =>
  JSON.stringify([
    table,
    ...Object.keys(key)
      .sort()
      .map((name) => item[name]),
  ])
