import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'

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
   * Whether the item that made this write's condition fail was put there by this very write, in an earlier attempt whose answer was
   * lost. Only for items that nobody changes afterwards, because a changed item would not be recognized. A write without this
   * function is sent as a transaction even when it is alone, because the transaction's token tells the same.
   */
  readonly isOwn?: (current: Item) => boolean
  /** Only for an event: its place in its stream, from 1. */
  readonly position?: number
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
