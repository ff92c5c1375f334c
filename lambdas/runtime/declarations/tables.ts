import type { TableIndex } from './table-index.ts'

/** Keys of a table. Its partition key is the string `pk`; its indexes have string keys and project everything. */
export interface TableShape {
  /** Type of the sort key `sk`. Absent: the table has no sort key. */
  readonly sortKey?: 'S' | 'N'
  readonly indexes?: readonly TableIndex[]
  /** Whether items expire, by the attribute `expires_at`. Default false. */
  readonly expires?: boolean
}

/**
 * Index of events for replay by time. Its key is spread over shards, so that no partition takes every write:
 * `bucket = <shard>#<day>`, sorted by the time-ordered `event_id`. Readers query each shard and merge.
 */
export const TIME_INDEX = 'by-time'

/** Index of dead letters: all with one cause, by the time of their last failure. */
export const FINGERPRINT_INDEX = 'by-fingerprint'

/** Index of a consumer's holds, the oldest first. Only holds have its attributes, so parked events are not in it. */
export const HOLDS_INDEX = 'by-consumer'

/** The tables that the runtime needs, whatever the services are: as they are deployed, and as tests and benches make them. */
export const pipelineTables = {
  events: { sortKey: 'N', indexes: [{ name: TIME_INDEX, partitionKey: 'bucket', sortKey: 'event_id' }] },
  commands: { expires: true },
  processed: { expires: true },
  snapshots: { sortKey: 'S' },
  deadLetters: {
    sortKey: 'S',
    expires: true,
    indexes: [{ name: FINGERPRINT_INDEX, partitionKey: 'fingerprint', sortKey: 'last_failed_at' }],
  },
  breakers: { expires: true },
  parked: { sortKey: 'S', indexes: [{ name: HOLDS_INDEX, partitionKey: 'held_by', sortKey: 'held_since' }] },
  operations: { sortKey: 'S', expires: true },
  auditLog: { sortKey: 'S' },
} as const satisfies Record<string, TableShape>

/** A service's own table. */
export const serviceTable = (indexes: readonly TableIndex[] = []): TableShape => ({
  sortKey: 'S',
  expires: true,
  indexes,
})
