import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { assertIntact } from '../data-directory.ts'

const SCHEMA = 'CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key))'

/** JSON records by kind and key in SQLite: on disk with a data directory. A returned write survives kill -9. */
export class RecordStore {
  protected readonly db: DatabaseSync
  readonly #put: StatementSync
  readonly #delete: StatementSync
  readonly #all: StatementSync

  /** `name` is that of the file, without extension. */
  constructor(name: string, dataDir?: string) {
    if (dataDir) mkdirSync(dataDir, { recursive: true })
    this.db = new DatabaseSync(dataDir ? join(dataDir, `${name}.db`) : ':memory:')
    if (dataDir) assertIntact(this.db)
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.db.exec(SCHEMA)
    this.#put = this.db.prepare('INSERT OR REPLACE INTO records (kind, key, value) VALUES (?, ?, ?)')
    this.#delete = this.db.prepare('DELETE FROM records WHERE kind = ? AND key = ?')
    this.#all = this.db.prepare('SELECT value FROM records WHERE kind = ? ORDER BY rowid')
  }

  put(kind: string, key: string, value: unknown): void {
    this.#put.run(kind, key, JSON.stringify(value))
  }

  delete(kind: string, key: string): void {
    this.#delete.run(kind, key)
  }

  all<Value>(kind: string): Value[] {
    return this.#all.all(kind).map(({ value }) => JSON.parse(String(value)) as Value)
  }

  close(): void {
    this.db.close()
  }
}
