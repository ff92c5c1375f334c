import { ABOVE, END } from '../storage/encoding.ts'
import type { Store, Writes } from '../storage/store.ts'
import type { StreamDefinition } from '../tables/table.ts'
import { sequenceText } from './records.ts'

/** How long records are kept, as AWS does. */
export const RETENTION_MS = 24 * 60 * 60 * 1000

const RECENT = 1000

/**
 * The records of one table's changes, numbered from 1 in the order of the writes. A record is stored together with the
 * change that it tells of, and can be read once both are durable.
 */
export class Stream {
  /** Replaced when the stream is switched off. */
  definition: StreamDefinition
  readonly #store: Store
  readonly #listeners = new Set<() => void>()
  /** The newest records, so that readers that keep up need not go to the store: position of the first, and all. */
  #recentFrom: number
  #recent: string[] = []
  #assigned: number
  #trimmed: number
  /** Position of the newest readable record. */
  head: number

  private constructor(definition: StreamDefinition, store: Store, head: number, trimmed: number) {
    this.definition = definition
    this.#store = store
    this.#assigned = head
    this.#trimmed = trimmed
    this.head = head
    this.#recentFrom = head + 1
  }

  static async open(definition: StreamDefinition, store: Store): Promise<Stream> {
    const trimmed = Number(store.get(markKey(definition)) ?? 0)
    const prefix = recordPrefix(definition)
    const [last] = await store.range({ gte: prefix, lt: prefix + ABOVE, reverse: true, limit: 1 })
    const head = last ? Number(last[0].slice(prefix.length + 1)) : trimmed
    return new Stream(definition, store, head, trimmed)
  }

  /** Position of the oldest record that there still is (or of the next one to come). */
  get horizon(): number {
    return this.#trimmed + 1
  }

  /** Adds a record to writes that are about to be stored, and gives its position; `publish` makes it readable. */
  append(writes: Writes, record: (position: number) => string): number {
    const position = ++this.#assigned
    const json = record(position)
    writes.set(recordKey(this.definition, position), json)
    this.#recent.push(json)
    if (this.#recent.length >= RECENT * 2) {
      this.#recent.splice(0, RECENT)
      this.#recentFrom += RECENT
    }
    return position
  }

  publish(position: number): void {
    if (position > this.head) this.head = position
    for (const listener of this.#listeners) listener()
  }

  /** Up to `limit` records as JSON, from the given position on (or the oldest, if that is gone), and where to go on. */
  async read(from: number, limit: number): Promise<{ records: string[]; next: number }> {
    const start = Math.max(from, this.horizon)
    const end = Math.min(this.head + 1, start + limit)
    if (start >= end) return { records: [], next: start }
    if (start >= this.#recentFrom) {
      return { records: this.#recent.slice(start - this.#recentFrom, end - this.#recentFrom), next: end }
    }
    const range = { gte: recordKey(this.definition, start), lt: recordKey(this.definition, end) }
    const entries = await this.#store.range({ ...range, maxCharacters: 4 * 1024 * 1024 })
    return { records: entries.map(([, json]) => json), next: start + entries.length }
  }

  /** Calls the listener after each write that gave records; returns how to end that. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Drops records that are older than a day. */
  async trim(now: number): Promise<void> {
    for (;;) {
      const first = this.horizon
      const { records } = await this.read(first, 500)
      const young = records.findIndex((json) => creationTime(json) >= now - RETENTION_MS)
      const count = young < 0 ? records.length : young
      if (count === 0) return
      this.#trimmed = first + count - 1
      const writes: Writes = new Map<string, string | null>([[markKey(this.definition), String(this.#trimmed)]])
      for (let position = first; position <= this.#trimmed; position++) {
        writes.set(recordKey(this.definition, position), null)
      }
      await this.#store.write(writes)
    }
  }
}

function recordPrefix({ id }: StreamDefinition): string {
  return `s${END}${id}${END}`
}

function recordKey(definition: StreamDefinition, position: number): string {
  return recordPrefix(definition) + sequenceText(position)
}

function markKey({ id }: StreamDefinition): string {
  return `m${END}${id}${END}`
}

/** Found in the text: parsing the whole record for it would cost far more. */
function creationTime(json: string): number {
  const match = /"ApproximateCreationDateTime":(\d+)/.exec(json)
  return Number(match?.[1] ?? 0) * 1000
}
