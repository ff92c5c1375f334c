import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { Caller } from '../audit/caller.ts'

/**
 * What a person has decided about one event and one consumer: that consumer never takes it (`skip`), or takes another one in
 * its place (`edit`). The event itself stays as it is, for everybody else too. Whatever brings stored events to that consumer
 * again (replay, rebuild, verify) goes by it; it never expires.
 */
export type Correction = Decision & {
  readonly consumer: string
  /** `event_id` of the event as it was delivered. */
  readonly eventId: string
  /** Why, in the operator's own words. */
  readonly reason: string
  readonly by: Caller
  /** ISO 8601 */
  readonly at: string
  /** Where the event was when this was decided. */
  readonly from: 'dead-letters' | 'parked'
}

export type Decision =
  | { readonly kind: 'skip' }
  /** A whole envelope with an id of its own, caused by the event, at the same place of the same stream. */
  | { readonly kind: 'edit'; readonly replacement: EventEnvelope }

const keyOf = (consumer: string): string => `correction#${consumer}`

/**
 * For a transaction with whatever else closes the event. It is refused when the event has been corrected before: a further
 * edit is one of the replacement, under its own id.
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
