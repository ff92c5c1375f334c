import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Circuits } from '../breakers/breakers.ts'
import type { Stack } from '../stack/stack.ts'
import type { HeldNow } from '../status/consumer-status.ts'
import { allConsumers } from './find.ts'
import { heldTypesIn } from './held-types.ts'
import { readParking } from './read-parking.ts'

/** By consumer: what waits although the consumer runs. The event types are in circuits that were read already; what is parked is read. */
export async function readHeld(
  dynamo: DynamoDBClient,
  stack: Stack,
  circuits: Circuits,
  now: number,
): Promise<ReadonlyMap<string, HeldNow>> {
  const parking = await readParking({ dynamo, table: stack.output('ParkedTableName') }, allConsumers())
  const types = heldTypesIn(circuits, allConsumers(), now)
  return new Map(
    allConsumers().map(({ name }) => [name, { types: types.get(name) ?? [], parking: parking.get(name) ?? null }]),
  )
}
