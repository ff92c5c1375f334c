import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { WaitingRecord } from './records-of.ts'
import type { RelayAddress } from './relays.ts'

/** An aggregate of which later events may have been published before one that was set aside as never publishable. */
export interface Overtaken {
  /** `order#ord_1` */
  readonly aggregate: string
  /** Sequence of the first event that was set aside. */
  readonly sequence: number
  /** Sequence of the last stored event. */
  readonly latest: number
}

/** Ordered consumers of these aggregates saw a later event first: their read models are to be verified. */
export async function overtakenBy(
  records: readonly WaitingRecord[],
  { table }: RelayAddress,
  { dynamo }: { readonly dynamo: DynamoDBClient },
): Promise<Overtaken[]> {
  const sequences = new Map<string, Set<number>>()
  for (const { item } of records) {
    const [aggregate, sequence] = [item.pk?.S, Number(item.sk?.N)]
    if (aggregate === undefined || !Number.isSafeInteger(sequence)) continue
    sequences.set(aggregate, (sequences.get(aggregate) ?? new Set()).add(sequence))
  }
  const overtaken: Overtaken[] = []
  for (const [aggregate, own] of sequences) {
    const latest = await latestOf(aggregate, table, dynamo)
    const first = Math.min(...own)
    // A sequence without a gap up to the end: nothing came after the first without having been set aside itself.
    if (latest - first + 1 > own.size) overtaken.push({ aggregate, sequence: first, latest })
  }
  return overtaken
}

async function latestOf(aggregate: string, TableName: string, dynamo: DynamoDBClient): Promise<number> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: aggregate } },
      ProjectionExpression: 'sk',
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  )
  return Number(Items[0]?.sk?.N ?? 0)
}
