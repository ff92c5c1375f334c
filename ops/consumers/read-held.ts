import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Stack } from '../stack/stack.ts'
import type { HeldNow } from '../status/consumer-status.ts'
import { allConsumers } from './find.ts'
import { readHeldTypes } from './held-types.ts'
import { readParking } from './read-parking.ts'

/** By consumer: the event types that wait although the consumer runs, because nearly all of their messages fail. */
export async function readHeld(
  dynamo: DynamoDBClient,
  stack: Stack,
  now: number,
): Promise<ReadonlyMap<string, HeldNow>> {
  const [types, parking] = await Promise.all([
    readHeldTypes({ dynamo, table: stack.output('BreakerTableName'), now }, allConsumers()),
    readParking({ dynamo, table: stack.output('ParkedTableName') }, allConsumers()),
  ])
  return new Map(
    allConsumers().map(({ name }) => [name, { types: types.get(name) ?? [], parking: parking.get(name) ?? null }]),
  )
}
