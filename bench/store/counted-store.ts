import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { startDynamoDb } from '../../local/dynamodb/index.ts'
import { listen, serve } from '../../local/endpoint/server.ts'

export interface CountedStore {
  readonly withSnapshots: EventStorage
  readonly withoutSnapshots: EventStorage
  /** DynamoDB calls since the last time it was asked. */
  calls(): number
  close(): Promise<void>
}

const region = 'us-east-1'

/** The event store over HTTP on the local runtime's DynamoDB, every call counted. */
export async function openCountedStore(): Promise<CountedStore> {
  const database = await startDynamoDb({ region, accountId: '000000000000' })
  const { server, url } = await listen(0)
  serve(server, { region, services: { dynamodb: database.handle }, raw: {}, pages: {} })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const dynamo = new DynamoDBClient({ region, endpoint: url, credentials })
  await dynamo.send(new CreateTableCommand(table('events', 'N')))
  await dynamo.send(new CreateTableCommand(table('snapshots', 'S')))

  let count = 0
  dynamo.middlewareStack.add(
    (next) => (args) => {
      count++
      return next(args)
    },
    { step: 'initialize' },
  )
  return {
    withSnapshots: createDynamoEventStorage({ dynamo, eventTable: 'events', snapshotTable: 'snapshots' }),
    withoutSnapshots: createDynamoEventStorage({ dynamo, eventTable: 'events' }),
    calls: () => {
      const counted = count
      count = 0
      return counted
    },
    close: async () => {
      dynamo.destroy()
      server.closeAllConnections()
      server.close()
      await database.close()
    },
  }
}

const table = (TableName: string, sortKeyType: 'N' | 'S') => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: sortKeyType },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
})
