import type { DynamoDbFaults } from './faults.ts'
import type { ConsumptionListener } from './items/capacity.ts'
import { indexKey } from './items/keys.ts'
import type { PlannedWrite } from './items/plan-write.ts'
import { project } from './items/project.ts'
import type { StoredItem } from './items/stored-item.ts'
import { asItWas, IndexHistory } from './queries/index-history.ts'
import { sameItem } from './requests/attribute-values.ts'
import type { Entry, Range, Store, Writes } from './storage/store.ts'
import { recordJson } from './streams/records.ts'
import type { Stream } from './streams/stream.ts'
import { Streams } from './streams/streams.ts'
import { Catalog } from './tables/catalog.ts'
import type { Table, TableDefinition, TableIndex } from './tables/table.ts'
import { RequestTokens } from './transactions/idempotency.ts'

export interface EngineOptions {
  store: Store
  region: string
  accountId: string
  /** Epoch milliseconds. */
  now: () => number
  faults: DynamoDbFaults
  onConsumed?: ConsumptionListener | undefined
}

/** Changes that are applied together: all or none of them survive a crash, and their stream records with them. */
export interface Work {
  writes: Writes
  /** Position of the last record in each stream. */
  records: Map<Stream, number>
}

export function newWork(): Work {
  return { writes: new Map(), records: new Map() }
}

/**
 * Tables, items, indexes and streams. A decision that depends on stored data reads the data and stages its writes without waiting
 * in between. JavaScript's single thread makes that a serializable transaction, without locks.
 */
export class Engine {
  readonly store: Store
  readonly catalog: Catalog
  readonly streams: Streams
  readonly tokens: RequestTokens
  readonly region: string
  readonly accountId: string
  readonly now: () => number
  readonly faults: DynamoDbFaults
  readonly onConsumed: ConsumptionListener | undefined
  readonly #indexHistory: IndexHistory | undefined

  private constructor(options: EngineOptions, catalog: Catalog, tokens: RequestTokens) {
    this.store = options.store
    this.region = options.region
    this.accountId = options.accountId
    this.now = options.now
    this.faults = options.faults
    this.onConsumed = options.onConsumed
    this.catalog = catalog
    this.tokens = tokens
    this.streams = new Streams(options.store)
    this.#indexHistory = options.faults.staleIndexReads && new IndexHistory()
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options, await Catalog.open(options.store), await RequestTokens.open(options.store))
    for (const table of engine.catalog.all()) await engine.streams.register(table.definition)
    return engine
  }

  /** Adds the table, or replaces the one of the same name. */
  async saveTable(definition: TableDefinition): Promise<Table> {
    await this.streams.register(definition)
    return this.catalog.save(definition)
  }

  /** Adds a planned write to work: the item, its index entries and its stream record. Writes that change nothing add none. */
  stage(work: Work, write: PlannedWrite, expired = false): void {
    const { table, before, after } = write
    if (isUnchanged(before, after)) return
    work.writes.set(write.key, after?.json ?? null)
    for (const index of table.indexes) this.#stageIndex(work, index, write)
    const stream = table.stream && this.streams.find(table.stream.arn)
    if (!stream) return
    const position = stream.append(work.writes, (position) =>
      recordJson(stream.definition, write, { position, now: this.now(), region: this.region, expired }),
    )
    work.records.set(stream, position)
  }

  /** Resolves once the work is durable; its stream records can be read from then on. */
  async commit({ writes, records }: Work): Promise<void> {
    if (writes.size === 0) return this.store.settled()
    await this.store.write(writes)
    for (const [stream, position] of records) stream.publish(position)
  }

  /** Entries of an index; a global one may be behind, if a fault plan says so. */
  async readIndex(index: TableIndex, range: Range): Promise<Entry[]> {
    const lagMs = index.global ? this.faults.staleIndexReads?.() : undefined
    if (!lagMs || !this.#indexHistory) return this.store.range(range)
    const past = this.#indexHistory.since(this.now() - lagMs, range)
    const limit = range.limit === undefined ? {} : { limit: range.limit + past.size }
    return asItWas(await this.store.range({ ...range, ...limit }), past, range)
  }

  #stageIndex(work: Work, index: TableIndex, { table, before, after }: PlannedWrite): void {
    const oldKey = before && indexKey(table, index, before.item)
    const newKey = after && indexKey(table, index, after.item)
    if (oldKey !== undefined && oldKey !== newKey) this.#setIndexEntry(work, oldKey, null)
    if (newKey !== undefined) this.#setIndexEntry(work, newKey, entryJson(index, after as StoredItem))
  }

  #setIndexEntry(work: Work, key: string, json: string | null): void {
    this.#indexHistory?.record(this.now(), key, this.store.get(key))
    work.writes.set(key, json)
  }
}

/** Local indexes hold whole items: a query may ask for attributes that are not projected. */
export function entryJson(index: TableIndex, item: StoredItem): string {
  return index.global && index.attributes ? JSON.stringify(project(index, item.item)) : item.json
}

function isUnchanged(before: StoredItem | undefined, after: StoredItem | undefined): boolean {
  if (!before || !after) return before === after
  if (before.json === after.json) return true
  return before.json.length === after.json.length && sameItem(before.item, after.item)
}
