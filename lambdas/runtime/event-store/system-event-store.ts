import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ItemReader } from '../aws/item-reader.ts'
import { lazyClaims } from '../claim-check/lazy-claims.ts'
import { type Variables, variable } from '../system/variable.ts'
import { createEventStore, type EventStoreOptions } from './create-event-store.ts'
import { createDynamoEventStorage } from './dynamo-event-storage.ts'
import type { EventStore } from './event-store.ts'
import { withClaims } from './with-claims.ts'

/** The event store of a Lambda function: EVENT_TABLE and, where it may use it, SNAPSHOT_TABLE. @throws {Error} without EVENT_TABLE. */
export function systemEventStore(
  { dynamo, items }: { readonly dynamo: DynamoDBClient; readonly items: ItemReader },
  options: EventStoreOptions = {},
  variables: Variables = process.env,
): EventStore {
  const { SNAPSHOT_TABLE } = variables
  const storage = createDynamoEventStorage({
    dynamo,
    items,
    eventTable: variable('EVENT_TABLE', variables),
    ...(SNAPSHOT_TABLE !== undefined && { snapshotTable: SNAPSHOT_TABLE }),
  })
  return createEventStore(withClaims(storage, lazyClaims), options)
}
