import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Key = Readonly<Record<'pk' | 'sk', AttributeValue.SMember>>

export const seenKey = (aggregateId: string): Key => ({ pk: { S: aggregateId }, sk: { S: 'seen' } })

/** Sequences in the order in which they took effect, by aggregate. */
export type Seen = ReadonlyMap<string, readonly number[]>

export const fromSeenItems = (items: readonly Readonly<Record<string, AttributeValue>>[]): Seen =>
  new Map(items.map(({ pk, seen }) => [pk?.S ?? '', (seen?.L ?? []).map(({ N }) => Number(N))]))
