import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Snapshot, SnapshotQuery } from './event-storage.ts'

/** A stream has one item that is replaced by each newer snapshot, and one per snapshot under its shape and time. */
export const newestKey = (stream: string) => ({ pk: { S: stream }, sk: { S: 'newest' } })

const keyAt = ({ stateVersion, latest }: Pick<Snapshot, 'stateVersion' | 'latest'>): string =>
  `v${stateVersion}#${latest}`

export const toNewestItem = (snapshot: Snapshot): Record<string, AttributeValue> => ({
  ...newestKey(snapshot.stream),
  ...toAttributes(snapshot),
})

export const toTimedItem = (snapshot: Snapshot): Record<string, AttributeValue> => ({
  pk: { S: snapshot.stream },
  sk: { S: keyAt(snapshot) },
  ...toAttributes(snapshot),
})

/** Every snapshot of that shape up to that time, of one stream. */
export const upTo = (stream: string, { stateVersion, until }: SnapshotQuery) => ({
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
  ExpressionAttributeValues: {
    ':pk': { S: stream },
    ':first': { S: keyAt({ stateVersion, latest: '' }) },
    ':last': { S: keyAt({ stateVersion, latest: until }) },
  },
})

const toAttributes = (snapshot: Snapshot): Record<string, AttributeValue> => ({
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
