import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Snapshot } from './event-storage.ts'

export const toSnapshotItem = (snapshot: Snapshot): Record<string, AttributeValue> => ({
  pk: { S: snapshot.stream },
  state_version: { N: String(snapshot.stateVersion) },
  sequence: { N: String(snapshot.sequence) },
  latest: { S: snapshot.latest },
  state: { S: JSON.stringify(snapshot.state) },
})

/** @returns nothing for an item that cannot be read: a snapshot is only a shortcut. */
export function fromSnapshotItem(item: Record<string, AttributeValue>): Snapshot | undefined {
  const [stream, latest, state] = [item.pk?.S, item.latest?.S, item.state?.S]
  if (stream === undefined || latest === undefined || state === undefined) return undefined
  return {
    stream,
    stateVersion: Number(item.state_version?.N),
    sequence: Number(item.sequence?.N),
    latest,
    state: JSON.parse(state) as unknown,
  }
}

/** A snapshot of another shape is of no use to this code, whatever its sequence; of the same shape, the newer stays. */
export const IS_NEWS = (snapshot: Snapshot) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR state_version <> :version OR #sequence < :sequence',
  ExpressionAttributeNames: { '#sequence': 'sequence' },
  ExpressionAttributeValues: {
    ':version': { N: String(snapshot.stateVersion) },
    ':sequence': { N: String(snapshot.sequence) },
  },
})
