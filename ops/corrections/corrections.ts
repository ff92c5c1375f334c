import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { type Correction, correctionsKey, fromCorrectionItem } from './correction.ts'

/** All corrections of one consumer, by the id of the event that they are about. */
export type Corrections = ReadonlyMap<string, Correction>

/**
 * Reads all corrections of a consumer, strongly consistent. To be called before stored events are brought to that consumer.
 * @param consumer a read model has the name of its consumer.
 * @param table output `OperationTableName` of the stack.
 */
export async function readCorrections(
  { dynamo, table }: { readonly dynamo: Pick<DynamoDBClient, 'send'>; readonly table: string },
  consumer: string,
): Promise<Corrections> {
  const corrections = new Map<string, Correction>()
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: correctionsKey(consumer) } },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    )
    for (const correction of Items.map(fromCorrectionItem)) corrections.set(correction.eventId, correction)
    start = LastEvaluatedKey
  } while (start)
  return corrections
}

/** What the consumer gets for an event: the event itself, its latest replacement, or nothing if it was skipped. */
export function corrected(corrections: Corrections, event: EventEnvelope): EventEnvelope | undefined {
  let current = event
  // The loop ends, because each replacement has a new id.
  for (let step = corrections.get(current.event_id); step; step = corrections.get(current.event_id)) {
    if (step.kind === 'skip') return undefined
    current = step.replacement
  }
  return current
}

/** The same event store, with the corrections of one consumer applied to what is read. */
export const correctedStore = (
  eventStore: Pick<EventStore, 'readSegment'>,
  corrections: Corrections,
): Pick<EventStore, 'readSegment'> => ({
  async readSegment(read) {
    const { events, ...page } = await eventStore.readSegment(read)
    return { ...page, events: events.flatMap((event) => corrected(corrections, event) ?? []) }
  },
})
