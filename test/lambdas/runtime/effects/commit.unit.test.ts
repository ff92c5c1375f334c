import { GetItemCommand, type Put } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commitEffects } from '../../../../lambdas/runtime/effects/commit.ts'
import type { OnConditionFailed, StagedWrite } from '../../../../lambdas/runtime/effects/staged-write.ts'
import { ConflictError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { consumerKit } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

let dynamo: TestDynamoDb
let next = 1
let prefix: string
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  prefix = `test-${next}-`
  dynamo.calls.length = 0
  dynamo.faults.length = 0
})

const put = (
  key: string,
  onConditionFailed: OnConditionFailed = 'conflict',
  change: Partial<Put> = {},
): StagedWrite => ({
  key: `${prefix}${key}`,
  onConditionFailed,
  item: {
    Put: {
      TableName: testTables.state,
      Item: { pk: { S: `${prefix}${key}` }, sk: { S: 'x' }, by: { S: `writer ${next++}` } },
      ConditionExpression: 'attribute_not_exists(pk)',
      ...change,
    },
  },
})

const failing = (code: string) => () => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'not now' },
})
const conflict = failing('TransactionConflictException')

const commit = (writes: readonly StagedWrite[], first: readonly StagedWrite[] = []) =>
  commitEffects(consumerKit(dynamo, undefined, next++).environment, { writes: [...writes] }, first)

async function exists(key: string): Promise<boolean> {
  const Key = { pk: { S: `${prefix}${key}` }, sk: { S: 'x' } }
  return (await dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))).Item !== undefined
}

describe('commitEffects', () => {
  it('makes no call for nothing', async () => {
    expect(await commit([])).toEqual({ calls: 0, writeUnits: 0, superseded: 0 })
    expect(dynamo.calls).toEqual([])
  })

  it.each<[string, Partial<StagedWrite> & { readonly change?: Partial<Put> }]>([
    ['can tell its own item', { isOwn: () => true }],
    ['is left out when it has been done', { onConditionFailed: 'superseded' }],
    ['has no condition', { change: { ConditionExpression: undefined } }],
  ])('writes one write plainly, at half the price, when it %s', async (_what, { change, ...differences }) => {
    const write = { ...put('a', 'conflict', change), ...differences }
    expect(await commit([write])).toEqual({ calls: 1, writeUnits: 1, superseded: 0 })
    expect(dynamo.calls).toEqual(['PutItem'])
  })

  it('writes one write as a transaction, under a token, when nothing else would tell that it was done before', async () => {
    const counting: StagedWrite = {
      key: `${prefix}count`,
      onConditionFailed: 'conflict',
      item: {
        Update: {
          TableName: testTables.state,
          Key: { pk: { S: `${prefix}count` }, sk: { S: 'x' } },
          UpdateExpression: 'ADD times :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    }
    dynamo.faults.push('lose-answer', conflict, conflict)
    await commit([counting])
    const { Item } = await dynamo.client.send(
      new GetItemCommand({ TableName: testTables.state, Key: counting.item.Update!.Key! }),
    )
    expect(Item?.times?.N).toBe('1')
    expect(dynamo.calls).not.toContain('UpdateItem')
  })

  it('writes several all at once', async () => {
    expect(await commit([put('a')], [put('first')])).toEqual({ calls: 1, writeUnits: 4, superseded: 0 })
    expect(dynamo.calls).toEqual(['TransactWriteItems'])
  })

  it.each([1, 2])('refuses all of %i writes together', async (count) => {
    await commit([put('a')])
    const writes = [put('a'), put('b')].slice(0, count)
    await expect(commit(writes)).rejects.toBeInstanceOf(ConflictError)
    expect(await exists('b')).toBe(false)
  })

  it.each([1, 2])("fails with the write's own error, which sees the item as it stands (of %i)", async (count) => {
    const winner = put('a')
    await commit([winner])
    const taken: OnConditionFailed = (current) => new PermanentError('TAKEN', `by ${current?.by?.S}`)
    const writes = [put('a', taken), put('b')].slice(0, count)
    const by = winner.item.Put?.Item?.by?.S
    await expect(commit(writes)).rejects.toMatchObject({ code: 'TAKEN', message: `by ${by}` })
  })

  it('lets the refusal of the first writes count first', async () => {
    await commit([put('a'), put('first')])
    const own =
      (code: string): OnConditionFailed =>
      () =>
        new PermanentError(code, code)
    await expect(commit([put('a', own('SECOND'))], [put('first', own('FIRST'))])).rejects.toMatchObject({
      code: 'FIRST',
    })
  })

  it('leaves out what is superseded and writes the rest', async () => {
    await commit([put('a')])
    expect(await commit([put('a', 'superseded'), put('b')])).toMatchObject({ superseded: 1 })
    expect(await exists('b')).toBe(true)
    expect(await commit([put('a', 'superseded')])).toMatchObject({ superseded: 1 })
  })

  it.each([1, 2])('reports success when the first answer was lost (%i writes)', async (count) => {
    dynamo.faults.push('lose-answer')
    await commit([put('a'), put('b')].slice(0, count))
    expect(await exists('a')).toBe(true)
  })

  it.each([1, 2])(
    'keeps asking under the same token after an answer was lost and others told of a conflict (%i writes)',
    async (count) => {
      dynamo.faults.push('lose-answer', conflict, conflict)
      const receipt = await commit([put('a'), put('b')].slice(0, count))
      expect(receipt.calls).toBeGreaterThan(1)
      expect(await exists('a')).toBe(true)
    },
  )

  it('has not happened, for sure, when the only request of the call was refused', async () => {
    const denied = () => ({
      status: 400,
      body: { __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' },
    })
    dynamo.faults.push(denied)
    await expect(commit([put('a'), put('b')])).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    dynamo.faults.push('refuse', denied)
    await expect(commit([put('a'), put('b')])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  it('does not take the item of another for its own after a lost answer', async () => {
    await commit([put('a')])
    dynamo.faults.push('refuse')
    await expect(commit([put('a')])).rejects.toBeInstanceOf(ConflictError)
  })

  it('is transient when there is no answer at all', async () => {
    dynamo.faults.push(...Array<'refuse'>(20).fill('refuse'))
    await expect(commit([put('a')])).rejects.toMatchObject({ name: 'TransientError', code: 'STORE_UNAVAILABLE' })
  })

  it('gives up a plain write that stays contended, within bounds', async () => {
    dynamo.faults.push(...Array<typeof conflict>(20).fill(conflict))
    await expect(commit([put('a')])).rejects.toMatchObject({ name: 'TransientError', code: 'STORE_CONTENDED' })
    expect(dynamo.calls.length).toBeLessThanOrEqual(8)
  })

  it('is permanent when DynamoDB finds a write malformed', async () => {
    const Item = { pk: { S: `${prefix}a` } }
    await expect(commit([put('a', 'conflict', { Item })])).rejects.toMatchObject({ code: 'WRITE_INVALID' })
  })
})
