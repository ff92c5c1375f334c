import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb'

/** What a failed condition of one write means for the whole unit. */
export type OnConditionFailed =
  /** Someone else was first: load again, decide again. */
  | 'conflict'
  /** What is there is as new or newer: this write is left out, the others of its unit still happen. */
  | 'superseded'
  /** The error to fail with; gets the item as it stands, where there is one. */
  | ((current: Record<string, AttributeValue> | undefined) => Error)

export interface StagedWrite {
  readonly item: TransactWriteItem
  /** Table and primary key: one transaction may touch an item only once. */
  readonly key: string
  readonly onConditionFailed: OnConditionFailed
}
