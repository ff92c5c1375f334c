import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { parkingModel } from './model.ts'
import { mutants } from './mutants.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

/** Enough for each: the last mutant is found after some 35 runs, the others within five. */
const RUNS = 200

describe('the model of parking', () => {
  it.each(mutants)('finds that $fault', async ({ idempotency, tamper }) => {
    const { failed } = await fc.check(parkingModel({ dynamo, idempotency, tamper }), {
      seed: 11,
      numRuns: RUNS,
      endOnFailure: true,
    })
    expect(failed).toBe(true)
  })
})
