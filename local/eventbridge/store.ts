import type { StatementSync } from 'node:sqlite'
import { RecordStore } from '../delivery/record-store.ts'

const SCHEMA = `
CREATE TABLE IF NOT EXISTS archived (
  position INTEGER PRIMARY KEY, archive TEXT NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS archived_by_time ON archived (archive, at);
`

export interface ArchivedEvent {
  /** Grows with every archived event. */
  position: number
  /** Time of the event, epoch ms. */
  at: number
  /** JSON text. */
  event: string
}

/** What EventBridge remembers: records of kind bus, rule, archive and replay, and the archived events. */
export class EventBridgeStore extends RecordStore {
  readonly #archive: StatementSync
  readonly #read: StatementSync
  readonly #expire: StatementSync
  readonly #count: StatementSync

  constructor(dataDir?: string) {
    super('eventbridge', dataDir)
    this.db.exec(SCHEMA)
    this.#archive = this.db.prepare('INSERT INTO archived (archive, at, event) VALUES (?, ?, ?)')
    this.#read = this.db.prepare(
      'SELECT position, at, event FROM archived WHERE archive = ? AND at >= ? AND at < ? AND position > ? ORDER BY position LIMIT ?',
    )
    this.#expire = this.db.prepare('DELETE FROM archived WHERE archive = ? AND at < ?')
    this.#count = this.db.prepare(
      'SELECT count(*) AS count, coalesce(sum(length(event)), 0) AS size FROM archived WHERE archive = ?',
    )
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
}
