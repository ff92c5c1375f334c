import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { startDynamoDb } from '../../local/dynamodb/index.ts'
import { listen, serve } from '../../local/endpoint/server.ts'

export interface Spent {
  readonly calls: number
  /** Read and write units together: what is measured only reads, or only writes. */
  readonly units: number
}

export interface CountedStore {
  readonly dynamo: DynamoDBClient
  readonly withSnapshots: EventStorage
  readonly withoutSnapshots: EventStorage
  /** Calls and capacity units of DynamoDB since the last time it was asked. */
  spent(): Spent
  close(): Promise<void>
}

const region = 'us-east-1'

/** The event store over HTTP on the local runtime's DynamoDB, with the tables as they are deployed; every call is counted. */
export async function openCountedStore(): Promise<CountedStore> {
  const database = await startDynamoDb({ region, accountId: '000000000000' })
  const { server, url } = await listen(0)
  serve(server, { region, services: { dynamodb: database.handle }, raw: {}, pages: {} })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const dynamo = new DynamoDBClient({ region, endpoint: url, credentials })
  await dynamo.send(new CreateTableCommand(eventTable))
  await dynamo.send(new CreateTableCommand(table('snapshots', { sk: 'S' })))
  await dynamo.send(new CreateTableCommand(table('processed')))

  let [calls, units] = [0, 0]
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      calls++
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Capacity | readonly Capacity[] }
      for (const { CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat() as Capacity[]) units += CapacityUnits
      return result
    },
    { step: 'initialize' },
  )
  return {
    dynamo,
    withSnapshots: createDynamoEventStorage({ dynamo, eventTable: 'events', snapshotTable: 'snapshots' }),
    withoutSnapshots: createDynamoEventStorage({ dynamo, eventTable: 'events' }),
    spent: () => {
      const spent = { calls, units }
      calls = 0
      units = 0
      return spent
    },
    close: async () => {
      dynamo.destroy()
      server.closeAllConnections()
      server.close()
      await database.close()
    },
  }
}

interface Capacity {
  readonly CapacityUnits?: number
}

type KeyType = 'N' | 'S'

const table = (TableName: string, { sk }: { readonly sk?: KeyType } = {}): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    ...(sk ? [{ AttributeName: 'sk', AttributeType: sk }] : []),
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    ...(sk ? [{ AttributeName: 'sk', KeyType: 'RANGE' as const }] : []),
  ],
})

/** With the index by time, which every event is written to as well. */
const eventTable: CreateTableCommandInput = {
  ...table('events', { sk: 'N' }),
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'bucket', AttributeType: 'S' },
    { AttributeName: 'event_id', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-time',
      KeySchema: [
        { AttributeName: 'bucket', KeyType: 'HASH' },
        { AttributeName: 'event_id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}
