import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { commitUnits } from '../../../../lambdas/runtime/effects/commit-units.ts'
import type { OnConditionFailed, StagedWrite } from '../../../../lambdas/runtime/effects/staged-write.ts'
import { consumerKit } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { whateverCanBeThrown } from '../../../support/hostile.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const put = (pk: string, onConditionFailed: OnConditionFailed = 'conflict', condition?: string): StagedWrite => ({
  key: pk,
  onConditionFailed,
  item: {
    Put: { TableName: testTables.state, Item: { pk: { S: pk }, sk: { S: 'x' } }, ConditionExpression: condition },
  },
})

/** How the code that makes a unit's own error goes wrong. */
const wrongs = fc.constantFrom<(make: () => unknown) => OnConditionFailed>(
  (make) => () => {
    throw make()
  },
  (make) => () => make() as Error,
  // Nobody awaits it: its rejection would end the function.
  (make) =>
    (async () => {
      throw make()
    }) as unknown as OnConditionFailed,
)

it('whatever the code does that says what a refused write means, its own unit fails and the others are committed', async () => {
  await fc.assert(
    fc.asyncProperty(whateverCanBeThrown, wrongs, fc.integer({ min: 1, max: 2 }), async (make, wrong, writesOfBad) => {
      const name = `own-${next++}`
      const bad = [
        put(`${name}-bad`, wrong(make), 'attribute_exists(pk)'),
        ...Array.from({ length: writesOfBad - 1 }, (_, index) => put(`${name}-bad-${index}`)),
      ]
      const units = [{ writes: bad }, { writes: [put(`${name}-good`)] }]
      const { outcomes } = await commitUnits(consumerKit(dynamo, undefined, next++).environment, units)
      expect(outcomes[0]?.error).toBeInstanceOf(Error)
      expect(typeof outcomes[0]?.error?.message).toBe('string')
      expect(outcomes[1]).toEqual({ superseded: 0 })
    }),
    { numRuns: 60, seed: 5 },
  )
})
