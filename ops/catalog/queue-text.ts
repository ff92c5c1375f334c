import type { CatalogQueue } from './model.ts'

/** The queue of a consumer in two clauses. */
export const queueClauses = (queue: CatalogQueue): readonly [keeps: string, receives: string] => [
  `${queue.kind}, keeps ${queue.retentionDays} days, dead letters ${queue.deadLetterRetentionDays}`,
  `invisible for ${queue.visibilityTimeoutSeconds} s, received ${queue.maxReceiveCount} times at most`,
]
