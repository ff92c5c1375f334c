import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { parkingModel } from './model.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

describe('parking and release, in every interleaving', () => {
  it.each([
    { idempotency: 'atomic', numRuns: 40 },
    { idempotency: 'lease', numRuns: 25 },
    { idempotency: 'versioned', numRuns: 25 },
  ] as const)(
    '$idempotency: each event once, in order, and nothing is left behind',
    async ({ idempotency, numRuns }) => {
      await fc.assert(parkingModel({ dynamo, idempotency }), { numRuns })
    },
  )
})
