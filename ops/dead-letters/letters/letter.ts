import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type DeadLetterRecord, fromDeadLetterItem } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'

/**
 * What has become of a dead letter. A consumer only ever writes `dead`, each time that the event dies; all others are
 * written by operators' tools, on the condition that nothing has changed since they looked.
 *
 * - `dead`: waits for a person.
 * - `retried`: an operation has taken it, and puts it (or has put it) back into its consumer's queue. If it dies again it is
 *   `dead` again, with the new cause.
 * - `resolved`: its effect has happened.
 * - `edited`: closed; another event stands in its place (`replacedBy`).
 * - `archived`: closed without having been processed; it can be restored.
 */
export type LetterStatus = 'dead' | 'retried' | 'resolved' | 'edited' | 'archived'

/** The durable record of a dead letter with what operators have done about it. */
export interface Letter extends Omit<DeadLetterRecord, 'status'> {
  readonly status: LetterStatus
  /** Keys of its item. */
  readonly key: LetterKey
  /** The operation that has taken it last. */
  readonly operationId: string | undefined
  /** When that was, ISO 8601. */
  readonly retriedAt: string | undefined
  /** Of the event that stands in its place. */
  readonly replacedBy: string | undefined
  /** Of the event in whose place it stands. */
  readonly replaces: string | undefined
  readonly note: string | undefined
  /** SQS ids of the messages with which it died. */
  readonly deadMessageIds: readonly string[]
  /** Of the whole message, also where the body is too large to be kept here. */
  readonly bodyBytes: number
  /** ISO 8601; the record is gone then. */
  readonly expiresAt: string
}

export interface LetterKey {
  readonly pk: string
  readonly sk: string
}

export const keyAttributes = ({ pk, sk }: LetterKey): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
})

export function toLetter(item: Record<string, AttributeValue>): Letter {
  const text = (name: string): string | undefined => item[name]?.S
  return {
    ...fromDeadLetterItem(item),
    status: (text('status') ?? 'dead') as LetterStatus,
    key: { pk: text('pk') ?? '', sk: text('sk') ?? '' },
    operationId: text('operation_id'),
    retriedAt: text('retried_at'),
    replacedBy: text('replaced_by'),
    replaces: text('replaces'),
    note: text('note'),
    deadMessageIds: item.dead_message_ids?.SS ?? [],
    bodyBytes: Number(item.body_bytes?.N ?? 0),
    expiresAt: new Date(Number(item.expires_at?.N ?? 0) * 1000).toISOString(),
  }
}

/** All that groups and judges a letter. Body and stack, most of its bytes, are read with the letters that are shown or sent. */
export const SUMMARY_ATTRIBUTES = [
  'pk',
  'sk',
  'status',
  'event_type',
  'aggregate_id',
  'replay_scope',
  'error_type',
  'error_message',
  'fingerprint',
  'deaths',
  'first_failed_at',
  'last_failed_at',
  'expires_at',
  'body_bytes',
  'thrown_in',
  'code_revision',
  'first_code_revision',
  'first_fingerprint',
  'retried_at',
] as const

/** All that a letter is but its body and stack. */
export const WITHOUT_BODY = [
  ...SUMMARY_ATTRIBUTES,
  'correlation_id',
  'causation_id',
  'message_id',
  'dead_message_ids',
  'group_id',
  'attempts',
  'operation_id',
  'replaced_by',
  'replaces',
  'note',
] as const

/** A letter as {@link SUMMARY_ATTRIBUTES} tell it. */
export type LetterSummary = Pick<
  Letter,
  | 'key'
  | 'consumer'
  | 'id'
  | 'status'
  | 'eventType'
  | 'aggregateId'
  | 'replayScope'
  | 'errorType'
  | 'errorMessage'
  | 'fingerprint'
  | 'deaths'
  | 'firstFailedAt'
  | 'lastFailedAt'
  | 'expiresAt'
  | 'bodyBytes'
  | 'thrownIn'
  | 'codeRevision'
  | 'sinceCode'
  | 'retriedAt'
>
