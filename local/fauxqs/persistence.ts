import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { PersistenceManager } from './library.ts'

/**
 * The SQLite store of fauxqs with two changes: a commit survives kill -9 without waiting for the disk (a write per
 * message would otherwise cost milliseconds), and a message made visible again keeps its receive count (fauxqs writes
 * null into a column that refuses it).
 */
export class LocalPersistence extends PersistenceManager {
  readonly #markReady: StatementSync

  constructor(dataDir: string) {
    super(dataDir)
    const { db } = this as unknown as { db: DatabaseSync }
    db.exec('PRAGMA synchronous = NORMAL')
    this.#markReady = db.prepare(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
    )
  }

  override updateMessageReady(messageId: string): void {
    this.#markReady.run(messageId)
  }
}
