import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

/** What a failed condition of one write means for the whole unit. */
export type OnConditionFailed =
  /** Someone else was first: load again, decide again. */
  | 'conflict'
  /** What is there is as new or newer: this write is left out, the others of its unit still happen. */
  | 'superseded'
  /** The error to fail with; gets the item as it stands, where there is one. What it throws counts as that error. */
  | ((current: Item | undefined) => Error)

export interface StagedWrite {
  readonly item: TransactWriteItem
  /** Table and primary key: one transaction may touch an item only once. */
  readonly key: string
  readonly onConditionFailed: OnConditionFailed
  /**
   * Whether the item that refuses this write is what this very write has put there: an earlier attempt was carried out and
   * its answer was lost. Only for what nobody changes afterwards, else the answer is wrong once somebody has. A write that
   * cannot tell is never sent plainly when it is alone, but as a transaction, whose token tells.
   */
  readonly isOwn?: (current: Item) => boolean
  /**
   * Prepares this write, such as by storing data that its item refers to; it may be called again.
   * @throws an error with which the whole unit fails, before anything of it is written.
   */
  readonly prepare?: (signal?: AbortSignal) => Promise<void>
}

/**
 * Whether this write may be sent as a plain one, which has no token: carried out once and sent again, by the SDK or by us,
 * it must change nothing more, and be known as done.
 *
 *     attempt 1 ──[carried out]──✗ answer lost
 *     attempt 2 ──────────────────[refused by its own condition]──► is it ours?
 */
export function bearsRepetition({ item, onConditionFailed, isOwn }: StagedWrite): boolean {
  if (isOwn || onConditionFailed === 'superseded') return true
  const unconditional = item.Put ?? item.Delete
  return unconditional !== undefined && unconditional.ConditionExpression === undefined
}
