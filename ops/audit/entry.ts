import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Caller } from './caller.ts'

/** The operation, in the words of the command line. */
export interface Action {
  /** Name of the operation, e.g. `dead-letters retry`. */
  readonly action: string
  /** The object of the operation, e.g. `payment` or `op_0198…`. */
  readonly target: string
  /** The reason, in the operator's own words. */
  readonly reason?: string
  /** Further details: numbers, filters, ids. Never the data of events, because an audit log is kept for ever. */
  readonly details?: Readonly<Record<string, Detail>>
}

export type Detail = string | number | boolean | readonly string[]

/** The result. `partly`: the operation ended early, and some of it is done. */
export type Result = 'done' | 'partly' | 'failed'

/**
 * One line of the audit log. An operation has two: `began` is written before anything is changed, `ended` after it. A
 * `began` alone is an operation that is still running, or whose tool was killed.
 */
export type AuditEntry = Action & {
  /** Id of the operation, which its two lines share. */
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly by: Caller
} & ({ readonly kind: 'began' } | { readonly kind: 'ended'; readonly result: Result; readonly outcome: string })

/** The partition key is the day, so that a range of time can be read without a scan. */
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
