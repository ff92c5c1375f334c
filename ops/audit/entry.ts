import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Caller } from './caller.ts'

/** What is about to be done, in the words of the command line. */
export interface Action {
  /** Name of the operation, e.g. `dead-letters retry`. */
  readonly action: string
  /** What it is done to, e.g. `payment` or `op_0198…`. */
  readonly target: string
  /** Why, in the operator's own words. */
  readonly reason?: string
  /** Whatever else tells it from another one: numbers, filters, ids. No payloads: an audit log is kept for ever. */
  readonly details?: Readonly<Record<string, Detail>>
}

export type Detail = string | number | boolean | readonly string[]

/** What came of it. `partly`: it ended early, and some of it is done. */
export type Result = 'done' | 'partly' | 'failed'

/**
 * One line of the audit log. An operation has two: `began` is written before anything is changed, `ended` after it. A
 * `began` alone is an operation that is still running, or whose tool was killed.
 */
export type AuditEntry = Action & {
  /** Of the operation; its two lines share it. */
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly by: Caller
} & ({ readonly kind: 'began' } | { readonly kind: 'ended'; readonly result: Result; readonly outcome: string })

/** By day, so that a range of time is read without a scan. */
export const dayOf = (isoTime: string): string => isoTime.slice(0, 10)

export const toItem = (entry: AuditEntry): Record<string, AttributeValue> => ({
  pk: { S: dayOf(entry.at) },
  sk: { S: `${entry.at}#${entry.id}#${entry.kind}` },
  ...marshall(entry, { removeUndefinedValues: true }),
})

export function fromItem(item: Record<string, AttributeValue>): AuditEntry {
  const { pk: _pk, sk: _sk, ...entry } = unmarshall(item)
  return entry as AuditEntry
}
