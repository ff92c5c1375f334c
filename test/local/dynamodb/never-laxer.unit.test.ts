import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LocalAwsError, startDynamoDb } from '../../../local/dynamodb/index.ts'
import { eventTable } from './kit.ts'
import { type Call, call, withoutNothing } from './random-calls.ts'
import { startReference, whyNoReference } from './reference.ts'
import { strangeCall } from './strange-calls.ts'

/** Operations in all; `DYNAMODB_LOCAL_OPERATIONS=50000` looks longer. */
const OPERATIONS = Number(process.env.DYNAMODB_LOCAL_OPERATIONS ?? 2_000)
const CALLS_PER_TABLE = 50
const missing = whyNoReference()

/**
 * Side by side with Amazon's own: what is refused there is refused here, what is taken there answers the same here. Texts
 * of errors are not compared, nor which of two reasons a refusal names.
 */
describe.skipIf(missing !== undefined)(
  `the local DynamoDB is never laxer than Amazon's${missing ? `: skipped, ${missing}` : ''}`,
  () => {
    test('for any sequence of operations, well formed or not', { timeout: 20 * 60_000 }, async () => {
      const reference = await startReference()
      let run = 0
      const calls = fc.array(fc.oneof({ weight: 3, arbitrary: call }, strangeCall), {
        minLength: CALLS_PER_TABLE,
        maxLength: CALLS_PER_TABLE,
      })
      const property = fc.asyncProperty(calls, async (sequence) => {
        const TableName = `events${Date.now()}-${run++}`
        const { StreamSpecification: _, ...definition } = eventTable
        const db = await startDynamoDb({ region: 'us-east-1', accountId: '000000000000' })
        const askHere = async ([operation, input]: Call): Promise<{ error?: string; [member: string]: unknown }> => {
          try {
            return await db.call(operation, input)
          } catch (error) {
            if (error instanceof LocalAwsError) return { error: error.code }
            throw error
          }
        }
        try {
          for (const ask of [askHere, reference.ask]) {
            expect((await ask(['CreateTable', { ...definition, TableName }])).error).toBeUndefined()
          }
          for (const [operation, input] of sequence) {
            const asked: Call = [operation, { ...input, TableName }]
            const [here, there] = [await askHere(asked), await reference.ask(asked)]
            const told = JSON.stringify(asked)
            if (here.error || there.error)
              expect([here.error !== undefined, there], told).toEqual([
                true,
                there.error ? there : { error: here.error },
              ])
            else expect(withoutNothing(here), told).toEqual(withoutNothing(there))
          }
          await reference.ask(['DeleteTable', { TableName }])
        } finally {
          await db.close()
        }
      })
      try {
        await fc.assert(property, { numRuns: Math.ceil(OPERATIONS / CALLS_PER_TABLE) })
      } finally {
        await reference.stop()
      }
    })
  },
)
