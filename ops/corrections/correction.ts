import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { Caller } from '../audit/caller.ts'

/**
 * An operator's decision about one event for one consumer: the consumer skips the event (`skip`), or gets another one in its place
 * (`edit`). The stored event does not change, and other consumers are not affected. Replay, rebuild and verification, which bring stored
 * events to the consumer again, apply the decision. It never expires.
 */
export type Correction = Decision & {
  readonly consumer: string
  /** `event_id` of the event as it was delivered. */
  readonly eventId: string
  /** The reason, in the operator's own words. */
  readonly reason: string
  readonly by: Caller
  /** ISO 8601 */
  readonly at: string
  /** Where the event was at the time of the decision. */
  readonly from: 'dead-letters' | 'parked'
}

export type Decision =
  | {
      readonly kind: 'skip'
      /** The place of the event in its stream. Absent where a tool of an earlier version has skipped it, or where it is no event. */
      readonly place?: Pick<EventEnvelope, 'aggregate_type' | 'aggregate_id' | 'sequence'>
    }
  /** A whole envelope with an id of its own, caused by the event, at the same place of the same stream. */
  | { readonly kind: 'edit'; readonly replacement: EventEnvelope }

const keyOf = (consumer: string): string => `correction#${consumer}`

/**
 * A write for the transaction that closes the event. It is refused if the event has been corrected before: a further edit concerns the
 * replacement, under its own id.
 * @param table output `OperationTableName` of the stack.
 */
export const correctionPut = (table: string, correction: Correction): { readonly Put: Put } => ({
  Put: {
    TableName: table,
    Item: {
      pk: { S: keyOf(correction.consumer) },
      sk: { S: correction.eventId },
      ...marshall(correction, { removeUndefinedValues: true }),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})

export const correctionsKey = keyOf

export function fromCorrectionItem(item: Record<string, AttributeValue>): Correction {
  const { pk: _pk, sk: _sk, ...correction } = unmarshall(item)
  return correction as Correction
}
