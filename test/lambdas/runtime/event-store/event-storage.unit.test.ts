import { afterAll, beforeAll, describe } from 'vitest'
import { createDynamoEventStorage } from '../../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { eventStorageContract } from './event-storage.contract.ts'

describe('event storage in memory', () => eventStorageContract(createMemoryEventStorage))

describe('event storage in DynamoDB', () => {
  let database: TestDynamoDb
  beforeAll(async () => {
    database = await startTestDynamoDb()
  })
  afterAll(() => database.close())

  eventStorageContract(() =>
    createDynamoEventStorage({
      dynamo: database.client,
      eventTable: testTables.events,
      snapshotTable: testTables.snapshots,
    }),
  )
})
