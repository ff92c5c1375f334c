import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import {
  type DeadLetterRecord,
  type DoneAs,
  fromDeadLetterItem,
} from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'

/**
 * The status of a dead letter. A consumer only ever writes `dead`, each time that it gives the event up; all others are
 * written by operators' tools, on the condition that nothing has changed since they looked.
 *
 * - `dead`: waits for a person.
 * - `retried`: an operation has taken it, and puts it (or has put it: `sentAt`) back into its consumer's queue. If it dies again it is
 *   `dead` again, with the new cause.
 * - `resolved`: its effect has happened; its marker says so, or its consumer has written it here.
 * - `edited`: closed; another event stands in its place (`replacedBy`).
 * - `archived`: closed without having been processed; it can be restored.
 */
export type LetterStatus = 'dead' | 'retried' | 'resolved' | 'edited' | 'archived'

/** The durable record of a dead letter with what operators have done about it. */
export interface Letter extends Omit<DeadLetterRecord, 'status'> {
  readonly status: LetterStatus
  /** Keys of its item. */
  readonly key: LetterKey
  /** Id of the bulk operation that claimed the letter last. */
  readonly operationId: string | undefined
  /** When that operation claimed it, ISO 8601. */
  readonly retriedAt: string | undefined
  /**
   * When SQS had taken it into its consumer's queue, ISO 8601. Absent while that is not known, and for the head of a held aggregate, which is
   * not sent but released where it is parked.
   */
  readonly sentAt: string | undefined
  /** What its consumer says of it, if it was done: whether it has changed anything. */
  readonly doneAs: DoneAs | undefined
  /** Id of the edited event that replaces this one. */
  readonly replacedBy: string | undefined
  /** Id of the event that this one replaces. */
  readonly replaces: string | undefined
  readonly note: string | undefined
  /** SQS ids of the messages with which it died. */
  readonly deadMessageIds: readonly string[]
  /** Size of the message's body, also if the body itself is too large to be kept in the record. */
  readonly bodyBytes: number
  /** When DynamoDB deletes the record, ISO 8601. */
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
    sentAt: text('sent_at'),
    doneAs: text('done_as') as DoneAs | undefined,
    replacedBy: text('replaced_by'),
    replaces: text('replaces'),
    note: text('note'),
    deadMessageIds: item.dead_message_ids?.SS ?? [],
    bodyBytes: Number(item.body_bytes?.N ?? 0),
    expiresAt: new Date(Number(item.expires_at?.N ?? 0) * 1000).toISOString(),
  }
}

/** Tells a letter apart from those that other consumers have of the same event. */
export const letterName = ({ consumer, id }: Pick<Letter, 'consumer' | 'id'>): string => `${consumer}#${id}`

/** The attributes that letters are grouped and judged by. Body and stack, most of a letter's bytes, are read only for letters that are shown or sent. */
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
  'sent_at',
  'done_as',
] as const

/** All attributes of a letter but body and stack. */
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

/** A letter of which only {@link SUMMARY_ATTRIBUTES} were read. */
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
  | 'sentAt'
  | 'doneAs'
>
