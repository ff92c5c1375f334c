import { type Engine, newWork } from '../engine.ts'
import type { PlannedWrite } from '../items/plan-write.ts'
import { StoredItem } from '../items/stored-item.ts'
import { ABOVE } from '../storage/encoding.ts'
import type { Table } from '../tables/table.ts'

export interface TimeToLiveOptions {
  /** Time between two sweeps. Default: one minute. */
  intervalMs?: number
  /** How long items stay after they have expired, as they do on AWS. Default: one minute. */
  graceMs?: number
}

const PAGE = 500
/** An item that expired longer ago than this is taken for a mistake, and kept. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60

/** Removes items that have expired, and stream records that are older than a day, every now and then. */
export class Sweeper {
  readonly #engine: Engine
  readonly #graceMs: number
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined
  #closed = false

  constructor(engine: Engine, { intervalMs = 60_000, graceMs = 60_000 }: TimeToLiveOptions = {}) {
    this.#engine = engine
    this.#graceMs = graceMs
    // If the store fails, whoever uses it next is told.
    this.#timer = setInterval(() => void this.sweep().catch(() => undefined), intervalMs).unref()
  }

  /** One sweep over all tables; joins the one that is under way, if there is one. */
  sweep(): Promise<void> {
    this.#running ??= this.#sweep()
      .catch((error: unknown) => {
        if (!this.#closed) throw error
      })
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #sweep(): Promise<void> {
    for (const table of this.#engine.catalog.all()) {
      if (table.definition.ttlAttribute) await this.#expire(table, table.definition.ttlAttribute)
    }
    for (const stream of this.#engine.streams.all()) await stream.trim(this.#engine.now())
  }

  async #expire(table: Table, attribute: string): Promise<void> {
    const { store } = this.#engine
    const mention = `${JSON.stringify(attribute)}:{"N":"`
    let gte = table.prefix
    while (!this.#closed) {
      const page = await store.range({ gte, lt: table.prefix + ABOVE, limit: PAGE })
      const candidates = page.filter(([, json]) => json.includes(mention)).map(([key]) => key)
      const work = newWork()
      for (const key of candidates) {
        const write = this.#removal(table, attribute, key)
        if (write) this.#engine.stage(work, write, true)
      }
      await this.#engine.commit(work)
      const last = page.at(-1)
      if (!last || page.length < PAGE) return
      gte = last[0] + ABOVE
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Looks at the item as it is now: it may have been changed since the page was read. */
  #removal(table: Table, attribute: string, key: string): PlannedWrite | undefined {
    const json = this.#engine.store.get(key)
    if (json === undefined) return undefined
    const before = new StoredItem(json)
    const expiry = Number(before.item[attribute]?.N)
    const deadline = (this.#engine.now() - this.#graceMs) / 1000
    if (!(expiry <= deadline) || expiry < deadline - OLDEST_SECONDS) return undefined
    return { table, key, before, after: undefined }
  }
}
