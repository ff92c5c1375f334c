import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb'
import type { Counts } from './counters.ts'

/**
 * The counters of a day are the attributes of one item per shard, each with a partition key of its own: writers pick a
 * shard at random, readers add all of them up. An item takes about 500 updates/s (two write units each, for up to 2 KB),
 * and each update brings a whole batch of messages. The number may grow, never shrink: what was counted stays there.
 */
export const SHARDS = 8

export const keyOf = (day: string, shard: number) => ({
  pk: { S: `counters#${day}#${shard}` },
  sk: { S: 'counters' },
})

/** Adds without reading first, so that any number of writers lose nothing to each other. */
export function toUpdate(table: string, day: string, shard: number, counts: Counts): Update {
  const added = [...counts]
  return {
    TableName: table,
    Key: keyOf(day, shard),
    UpdateExpression: `ADD ${added.map((_, index) => `#${index} :${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(added.map(([counter], index) => [`#${index}`, counter])),
    ExpressionAttributeValues: Object.fromEntries(added.map(([, add], index) => [`:${index}`, { N: String(add) }])),
  }
}

/** The counters of one shard; keys are left out. */
export const toCounts = (item: Readonly<Record<string, AttributeValue>> = {}): Counts =>
  new Map(Object.entries(item).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, BigInt(N)] as const])))
