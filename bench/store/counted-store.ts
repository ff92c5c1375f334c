import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { pipelineTables } from '../../lambdas/runtime/declarations/tables.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { startDynamoDb } from '../../local/dynamodb/index.ts'
import { listen, serve } from '../../local/endpoint/server.ts'
import { tableInput } from '../../test/support/table-input.ts'

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
  for (const table of ['events', 'snapshots', 'processed'] as const) {
    await dynamo.send(new CreateTableCommand(tableInput(table, pipelineTables[table])))
  }

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
