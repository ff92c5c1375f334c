import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import { numberOf, summaryKey } from '../../lambdas/runtime/parking/items.ts'
import { readHolds } from '../parked/holds.ts'
import { readKeys } from '../rebuild/read-keys.ts'
import type { ParkingNow } from '../status/consumer-status.ts'

/**
 * Reads how much ordered consumers have parked, and whether that reaches the declared limit. A consumer that holds nothing
 * costs one read unit.
 * @param table output `ParkedTableName` of the stack.
 */
export async function readParking(
  { dynamo, table }: { readonly dynamo: DynamoDBClient; readonly table: string },
  consumers: readonly ConsumerDeclaration[],
): Promise<ReadonlyMap<string, ParkingNow>> {
  const holding = consumers.filter(mayHaveParked)
  const summaries = await readKeys(
    dynamo,
    table,
    holding.map(({ name }) => summaryKey(name)),
  )
  const busy = new Set(summaries.flatMap((item) => (numberOf(item, 'aggregates') > 0 ? [item.pk?.S ?? ''] : [])))
  const read = async ({ name, parking }: ConsumerDeclaration): Promise<[string, ParkingNow]> => {
    const holds = busy.has(name) ? await readHolds({ dynamo, tables: { parked: table } }, name) : []
    const full = holds.filter(({ parked }) => parked >= parking.maxPerAggregate).map(({ aggregate }) => aggregate)
    return [name, { aggregates: holds.length, full, takes_no_more: holds.length >= parking.maxAggregates }]
  }
  return new Map(await Promise.all(holding.map(read)))
}
