import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { numberOf, summaryKey } from '../../lambdas/runtime/parking/items.ts'
import { readHolds } from '../parked/holds.ts'
import type { ParkingNow } from '../status/consumer-status.ts'

/** DynamoDB reads at most so many items in one call. */
const MOST_KEYS = 100

/**
 * Reads how much consumers with `onDeadLetter: 'hold'` have parked, and whether that reaches the declared limit. A consumer that holds nothing
 * costs one read unit.
 * @param table output `ParkedTableName` of the stack.
 */
export async function readParking(
  { dynamo, table }: { readonly dynamo: DynamoDBClient; readonly table: string },
  consumers: readonly ConsumerDeclaration[],
): Promise<ReadonlyMap<string, ParkingNow>> {
  const holding = consumers.filter(({ onDeadLetter }) => onDeadLetter === 'hold')
  const busy = new Set<string>()
  for (let from = 0; from < holding.length; from += MOST_KEYS) {
    const Keys = holding.slice(from, from + MOST_KEYS).map(({ name }) => summaryKey(name))
    const { Responses = {} } = await dynamo.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }))
    for (const item of Responses[table] ?? []) if (numberOf(item, 'aggregates') > 0) busy.add(item.pk?.S ?? '')
  }
  const read = async ({ name, parking }: ConsumerDeclaration): Promise<[string, ParkingNow]> => {
    const holds = busy.has(name) ? await readHolds({ dynamo, tables: { parked: table } }, name) : []
    const full = holds.filter(({ parked }) => parked >= parking.maxPerAggregate).map(({ aggregate }) => aggregate)
    return [name, { aggregates: holds.length, full, takes_no_more: holds.length >= parking.maxAggregates }]
  }
  return new Map(await Promise.all(holding.map(read)))
}
