import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import type { Entry, Range, Store, Writes } from './store.ts'

/** Each chunk is one trip to LevelDB's thread: most pages fit into one. */
const CHUNK = { entries: 1000, bytes: 1024 * 1024 }

/** Bytes. A larger write buffer means fewer compactions, which cost more than the writes; LevelDB may hold two. */
const BUFFERS = { cacheSize: 16 * 1024 * 1024, writeBufferSize: 24 * 1024 * 1024 }

/**
 * LevelDB. Writes that arrive while one batch is on its way to disk go together into the next: LevelDB applies a batch
 * all or nothing, also when the process is killed in the middle of it. They are not fsynced, so that only a crash of the
 * machine (not of the process) can lose the newest ones.
 */
export class LevelStore implements Store {
  readonly #level: ClassicLevel
  /** The contents of the batch on its way to disk. */
  #flushing: Writes = new Map()
  /** The contents of the next batch. */
  #queued: Writes = new Map()
  #next: Promise<void> | undefined
  #current: Promise<void> = Promise.resolve()
  #failure: unknown

  private constructor(level: ClassicLevel) {
    this.#level = level
  }

  /** Fails if another process has the directory open, or if what it held cannot be found in it any more. */
  static async open(directory: string): Promise<LevelStore> {
    const level = new ClassicLevel(directory, BUFFERS)
    try {
      // LevelDB would take a directory without its list of files for a new one, and delete what is in there.
      await level.open({ createIfMissing: !holdsData(directory) })
    } catch (cause) {
      throw new Error(`Cannot open the DynamoDB data in ${directory}; is another process using it?`, { cause })
    }
    return new LevelStore(level)
  }

  get(key: string): string | undefined {
    let unsaved = this.#queued.get(key)
    if (unsaved === undefined) unsaved = this.#flushing.get(key)
    if (unsaved === undefined) return this.#level.getSync(key)
    return unsaved ?? undefined
  }

  isPending(key: string): boolean {
    return this.#queued.has(key) || this.#flushing.has(key)
  }

  async range({ gte, lt, reverse = false, limit = -1, maxCharacters }: Range): Promise<Entry[]> {
    const iterator = this.#level.iterator({ gte, lt, reverse, limit, highWaterMarkBytes: CHUNK.bytes })
    try {
      const entries: Entry[] = []
      let characters = 0
      for (;;) {
        const chunk = await iterator.nextv(CHUNK.entries)
        if (chunk.length === 0) return entries
        for (const [key, value] of chunk) {
          entries.push([key, value])
          characters += value.length
          if (maxCharacters !== undefined && characters >= maxCharacters) return entries
        }
      }
    } finally {
      await iterator.close()
    }
  }

  write(writes: Writes): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    for (const [key, value] of writes) this.#queued.set(key, value)
    this.#next ??= this.#current.then(() => this.#flush())
    return this.#next
  }

  settled(): Promise<void> {
    return this.#next ?? this.#current
  }

  async clear(gte: string, lt: string): Promise<void> {
    await this.settled()
    await this.#level.clear({ gte, lt })
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined)
    await this.#level.close()
  }

  async #flush(): Promise<void> {
    const batch = this.#queued
    this.#flushing = batch
    this.#queued = new Map()
    this.#current = this.#next as Promise<void>
    this.#next = undefined
    const operations = Array.from(batch, ([key, value]) =>
      value === null ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
    )
    try {
      await this.#level.batch(operations)
      this.#flushing = new Map()
    } catch (error) {
      // Later operations have already read writes that are not on disk: nothing after this can be trusted.
      this.#failure = error
      throw error
    }
  }
}

/** Logs and tables are what data is in; all other files are there from the first moment. */
function holdsData(directory: string): boolean {
  const files = existsSync(directory) ? readdirSync(directory) : []
  return files.some((name) => /\.(?:log|ldb)$/.test(name) && statSync(join(directory, name)).size > 0)
}
