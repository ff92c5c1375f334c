import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

/**
 * - `ready`: planned, and not begun.
 * - `running`: a tool works on it. If that was killed, another may resume the operation.
 * - `paused`: by an operator, or because outcomes did not come in time. It can be resumed.
 * - `stopped`: by its own rules, because too many of its letters failed, or one of another cause. It can be resumed.
 * - `aborted`: by an operator, for good.
 * - `done`: everything in its plan has been dealt with.
 */
export type OperationStatus = 'ready' | 'running' | 'paused' | 'stopped' | 'aborted' | 'done'

/** Bulk work on dead letters: its plan and its progress. */
export interface Operation {
  /** `op_<UUIDv7>` */
  readonly id: string
  readonly action: 'dead-letters retry'
  /** ISO 8601 */
  readonly createdAt: string
  readonly by: string
  readonly reason?: string
  /** The selection that was asked for, with relative times replaced by absolute ones. */
  readonly selection: Readonly<Record<string, unknown>>
  /** Letters a second, at most. */
  readonly rate: number
  readonly total: number
  /** How many letters have been sent at the end of each step: canary first, then all. What is closed or left without being sent does not count. */
  readonly steps: readonly number[]
  /** `<consumer>#<fingerprint>` of what was planned: a letter that dies of something else stops the operation. */
  readonly knownCauses: readonly string[]
  /** Share of failures, 0 to 1, above which it stops. */
  readonly stopShare: number
  readonly status: OperationStatus
  /** Why it is not running; without data of events, because the audit log has it, too. */
  readonly why?: string
  /** What a consumer said when it gave up the letter that stopped it. */
  readonly detail?: string
  /** Number of the last item that has been taken. Of several batches that are under way at once an earlier one may end later. */
  readonly position: number
  readonly counts: Counts
}

export interface Counts {
  /** Sent to their consumers, without a known outcome. */
  readonly sent: number
  readonly resolved: number
  /** Died again. */
  readonly died: number
  readonly skipped: number
}

export const noCounts: Counts = { sent: 0, resolved: 0, died: 0, skipped: 0 }

export type ItemState = 'planned' | keyof Counts

/** What is planned for one letter. */
export type PlannedItem = Omit<OperationItem, 'number' | 'sortKey'>

/** The receipt of one letter: what the operation does to it, and its outcome. */
export interface OperationItem {
  /** From 1, in the order of the plan. It is counted when items are read, so that a plan need not be sorted before it is written. */
  readonly number: number
  /** Sort key of its item in the table. */
  readonly sortKey: string
  readonly consumer: string
  readonly letterId: string
  readonly key: { readonly pk: string; readonly sk: string }
  readonly fingerprint: string
  /** Time of the failure that the plan was made for, ISO 8601. */
  readonly failedAt: string
  /** When another operation had claimed it, without an outcome since. */
  readonly retriedAt?: string
  /** When that one had sent it; absent if it has not, as far as is known. */
  readonly sentAt?: string
  readonly verdict: string
  readonly state: ItemState
  /** Whether it was put into its consumer's queue, or released where it was parked: only such letters count for a step. */
  readonly wasSent?: boolean
  /** Its aggregate was held behind it: it was tried in its place, and what waits behind it after it. */
  readonly released?: boolean
  readonly detail?: string
  /** ISO 8601 */
  readonly at?: string
}

export const operationKey = (id: string): string => `operation#${id}`
export const STATE_KEY = 'state'
/** Prefix of the sort keys of all items. */
export const ITEM_PREFIX = 'item#'
/** The oldest letter first: ids of events sort by time, so those of one aggregate keep their order. */
export const itemKey = ({ letterId, consumer }: Pick<OperationItem, 'letterId' | 'consumer'>): string =>
  `${ITEM_PREFIX}${letterId}#${consumer}`

/** All operations, by time. */
export const INDEX_KEY = 'operations'
export const indexSortKey = ({ createdAt, id }: Pick<Operation, 'createdAt' | 'id'>): string => `${createdAt}#${id}`

export const toAttributes = (value: object): Record<string, AttributeValue> =>
  marshall(value, { removeUndefinedValues: true })

export function fromAttributes<Value>(item: Record<string, AttributeValue>): Value {
  const { pk: _pk, sk: _sk, expires_at: _, owner: _owner, owned_until: _until, ...value } = unmarshall(item)
  return value as Value
}
