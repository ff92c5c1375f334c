import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { type Counts, sumOf } from './counters.ts'
import { keyOf, SHARDS, toCounts } from './day-item.ts'

/** All counters of one UTC day, `YYYY-MM-DD`, as {@link Counts} names them. Eventually consistent. */
export async function readCounters(dynamo: DynamoDBClient, table: string, day: string): Promise<Counts> {
  const shards = Array.from({ length: SHARDS }, async (_, shard) => {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: keyOf(day, shard) }))
    return toCounts(Item)
  })
  return sumOf(await Promise.all(shards))
}
