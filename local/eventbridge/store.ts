import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

const SCHEMA = `
CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS archived (
  position INTEGER PRIMARY KEY, archive TEXT NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS archived_by_time ON archived (archive, at);
`

export type RecordKind = 'bus' | 'rule' | 'archive' | 'replay' | 'delivery'

export interface ArchivedEvent {
  /** Grows with every archived event. */
  position: number
  /** Time of the event, epoch ms. */
  at: number
  /** JSON text. */
  event: string
}

/** What EventBridge remembers: in SQLite, on disk with a data directory. A returned write survives kill -9. */
export class EventBridgeStore {
  readonly #db: DatabaseSync
  readonly #put: StatementSync
  readonly #delete: StatementSync
  readonly #all: StatementSync
  readonly #archive: StatementSync
  readonly #read: StatementSync
  readonly #expire: StatementSync
  readonly #count: StatementSync

  constructor(dataDir?: string) {
    if (dataDir) mkdirSync(dataDir, { recursive: true })
    this.#db = new DatabaseSync(dataDir ? join(dataDir, 'eventbridge.db') : ':memory:')
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.#db.exec(SCHEMA)
    this.#put = this.#db.prepare('INSERT OR REPLACE INTO records (kind, key, value) VALUES (?, ?, ?)')
    this.#delete = this.#db.prepare('DELETE FROM records WHERE kind = ? AND key = ?')
    this.#all = this.#db.prepare('SELECT value FROM records WHERE kind = ? ORDER BY rowid')
    this.#archive = this.#db.prepare('INSERT INTO archived (archive, at, event) VALUES (?, ?, ?)')
    this.#read = this.#db.prepare(
      'SELECT position, at, event FROM archived WHERE archive = ? AND at >= ? AND at < ? AND position > ? ORDER BY position LIMIT ?',
    )
    this.#expire = this.#db.prepare('DELETE FROM archived WHERE archive = ? AND at < ?')
    this.#count = this.#db.prepare(
      'SELECT count(*) AS count, coalesce(sum(length(event)), 0) AS size FROM archived WHERE archive = ?',
    )
  }

  put(kind: RecordKind, key: string, value: unknown): void {
    this.#put.run(kind, key, JSON.stringify(value))
  }

  delete(kind: RecordKind, key: string): void {
    this.#delete.run(kind, key)
  }

  all<Value>(kind: RecordKind): Value[] {
    return this.#all.all(kind).map(({ value }) => JSON.parse(String(value)) as Value)
  }

  archive(archive: string, at: number, event: string): void {
    this.#archive.run(archive, at, event)
  }

  /** Archived events with `from <= at < to` after a position, in the order in which they were archived. */
  readArchive(archive: string, from: number, to: number, after: number, limit: number): ArchivedEvent[] {
    return this.#read.all(archive, from, to, after, limit) as unknown as ArchivedEvent[]
  }

  expire(archive: string, before: number): void {
    this.#expire.run(archive, before)
  }

  archiveSize(archive: string): { count: number; bytes: number } {
    const row = this.#count.get(archive)
    return { count: Number(row?.count ?? 0), bytes: Number(row?.size ?? 0) }
  }

  close(): void {
    this.#db.close()
  }
}
