import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { assertIntact } from '../data-directory.ts'
import { type DeduplicationStore, type Sent, WINDOW_MS } from './deduplication.ts'
import { PersistenceManager } from './library.ts'

/** What AWS keeps of a message beside the message itself. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS sent (
  owner TEXT NOT NULL, at INTEGER NOT NULL, group_id TEXT NOT NULL, deduplication_id TEXT NOT NULL,
  message_id TEXT NOT NULL, sequence_number TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sent_by_owner ON sent (owner, at);
CREATE INDEX IF NOT EXISTS sent_by_time ON sent (at);
CREATE TABLE IF NOT EXISTS dead_letter_sources (
  message_id TEXT PRIMARY KEY REFERENCES sqs_messages(message_id) ON DELETE CASCADE, source_arn TEXT NOT NULL
);
`

const ROWS_PER_CLEANUP = 10_000

/**
 * The SQLite store of fauxqs with these changes: a commit survives kill -9 without waiting for the disk (a write per
 * message would otherwise cost milliseconds); a message made visible again keeps its receive count (fauxqs writes null
 * into a column that refuses it); deduplication ids and the sources of dead letters are kept.
 */
export class LocalPersistence extends PersistenceManager implements DeduplicationStore {
  readonly #db: DatabaseSync
  readonly #markReady: StatementSync
  readonly #insertSent: StatementSync
  readonly #loadSent: StatementSync
  readonly #insertSource: StatementSync
  readonly #loadSources: StatementSync
  #writing = false
  #sentRows = 0

  constructor(dataDir: string) {
    super(dataDir)
    const { db } = this as unknown as { db: DatabaseSync }
    assertIntact(db)
    this.#db = db
    db.exec('PRAGMA synchronous = NORMAL')
    db.exec(SCHEMA)
    this.#markReady = db.prepare(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
    )
    this.#insertSent = db.prepare('INSERT INTO sent VALUES (?, ?, ?, ?, ?, ?)')
    this.#loadSent = db.prepare(
      `SELECT at, group_id AS groupId, deduplication_id AS deduplicationId, message_id AS messageId,
        sequence_number AS sequenceNumber FROM sent WHERE owner = ? AND at > ? ORDER BY at, rowid`,
    )
    this.#insertSource = db.prepare('INSERT OR REPLACE INTO dead_letter_sources VALUES (?, ?)')
    this.#loadSources = db.prepare(
      `SELECT message_id AS messageId, source_arn AS sourceArn FROM dead_letter_sources
        JOIN sqs_messages USING (message_id) WHERE queue_name = ?`,
    )
  }

  override updateMessageReady(messageId: string): void {
    this.#markReady.run(messageId)
  }

  override deleteQueue(name: string): void {
    super.deleteQueue(name)
    this.#db.prepare("DELETE FROM sent WHERE owner LIKE '%:' || ?").run(name)
  }

  /** All or nothing of what `write` writes survives a crash. */
  inOneWrite(write: () => void): void {
    if (this.#writing) {
      write()
      return
    }
    this.#db.exec('BEGIN')
    this.#writing = true
    try {
      write()
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    } finally {
      this.#writing = false
    }
  }

  loadSent(owner: string, since: number): Sent[] {
    return this.#loadSent.all(owner, since) as unknown as Sent[]
  }

  insertSent(owner: string, { at, groupId, deduplicationId, messageId, sequenceNumber }: Sent): void {
    this.#insertSent.run(owner, at, groupId, deduplicationId, messageId, sequenceNumber)
    this.#sentRows += 1
    if (this.#sentRows % ROWS_PER_CLEANUP === 0) this.forgetSent(at - WINDOW_MS)
  }

  /** Drops deduplication ids of before that time (epoch ms). */
  forgetSent(before: number): void {
    this.#db.prepare('DELETE FROM sent WHERE at <= ?').run(before)
  }

  /** To be called after the message itself was inserted: that replaces its row, and takes what belongs to it along. */
  insertSource(messageId: string, sourceArn: string): void {
    this.#insertSource.run(messageId, sourceArn)
  }

  /** Source queue of each dead letter in the queue, by message id. */
  loadSources(queueName: string): Map<string, string> {
    const rows = this.#loadSources.all(queueName) as { messageId: string; sourceArn: string }[]
    return new Map(rows.map(({ messageId, sourceArn }) => [messageId, sourceArn]))
  }
}
