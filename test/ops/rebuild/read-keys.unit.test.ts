import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { readKeys } from '../../../ops/rebuild/read-keys.ts'

type Keys = readonly Record<string, { S: string }>[]

/** A table that has every item, and reads only some keys of the first calls. */
function throttled(most: number) {
  const calls: number[] = []
  const options: unknown[] = []
  const send = async ({ input }: BatchGetItemCommand) => {
    const { Keys = [], ...rest } = input.RequestItems?.things ?? {}
    const read = calls.length < 2 ? Keys.slice(0, most) : Keys
    const left = Keys.slice(read.length)
    calls.push(Keys.length)
    options.push(rest)
    return { Responses: { things: read }, UnprocessedKeys: left.length > 0 ? { things: { Keys: left } } : {} }
  }
  return { dynamo: { send } as unknown as Pick<DynamoDBClient, 'send'>, calls, options }
}

const keysOf = (count: number): Keys => Array.from({ length: count }, (_, index) => ({ pk: { S: `${index}` } }))

it('keys that DynamoDB leaves unread are asked for again, and no call asks for more than it takes', async () => {
  const { dynamo, calls } = throttled(30)
  const items = await readKeys(dynamo, 'things', keysOf(150))
  expect(new Set(items.map(({ pk }) => pk?.S)).size).toBe(150)
  expect(items).toHaveLength(150)
  expect(calls.toSorted((one, other) => other - one)).toEqual([100, 70, 50, 20])
})

it('every call reads as it was asked to, the repeated one as well', async () => {
  const { dynamo, options } = throttled(30)
  await readKeys(dynamo, 'things', keysOf(40), { ConsistentRead: true, ProjectionExpression: 'pk' })
  expect(options).toEqual(Array.from({ length: 2 }, () => ({ ConsistentRead: true, ProjectionExpression: 'pk' })))
})
