import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDynamoHistory } from '../../../../lambdas/relay/order/dynamo-history.ts'
import { createDynamoPositions } from '../../../../lambdas/relay/order/dynamo-positions.ts'
import { createKnownPositions } from '../../../../lambdas/relay/order/positions.ts'
import { toEventItem } from '../../../../lambdas/runtime/event-store/event-item.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { counterEvent } from '../../runtime/event-store/counter.ts'

const NOW = Date.parse('2026-04-28T12:00:00Z')
const HOUR = 3_600_000
const { signal } = new AbortController()

let database: TestDynamoDb
beforeAll(async () => {
  database = await startTestDynamoDb()
})
afterAll(() => database.close())

const put = (item: Record<string, unknown>) =>
  database.client.send(new PutItemCommand({ TableName: testTables.events, Item: item as never }))

describe('positions in DynamoDB', () => {
  const positions = () => createDynamoPositions(database.client, testTables.processed, { now: () => NOW })

  it('are read as they were written, of as many streams as there are, and absent where none was', async () => {
    const reached = new Map(Array.from({ length: 130 }, (_, index) => [`order#ord_${index}`, index + 1] as const))
    await positions().write(reached, signal)
    expect(await positions().read([...reached.keys(), 'order#none'], signal)).toEqual(reached)
  })

  it('are taken back by nobody but a slower writer, and expire after the failure queue has lost its notes', async () => {
    await positions().write(new Map([['order#twice', 7]]), signal)
    await positions().write(new Map([['order#twice', 5]]), signal)
    expect(await positions().read(['order#twice'], signal)).toEqual(new Map([['order#twice', 5]]))
    const { Item } = JSON.parse(
      JSON.stringify(
        await database.database.call('GetItem', {
          TableName: testTables.processed,
          Key: { pk: { S: 'relay#order#twice' } },
        }),
      ),
    )
    expect(Number(Item.expires_at.N) * 1000 - NOW).toBeGreaterThan(15 * 24 * HOUR)
  })

  it('are not kept of a stream whose name is too long for a key, and of the others all the same', async () => {
    const long = `order#${'x'.repeat(2042)}`
    await positions().write(
      new Map([
        [long, 1],
        ['order#short', 2],
      ]),
      signal,
    )
    expect(await positions().read([long, 'order#short'], signal)).toEqual(new Map([['order#short', 2]]))
  })

  it('are not taken for absent when DynamoDB did not read them', async () => {
    const unprocessed = {
      Responses: {},
      UnprocessedKeys: { [testTables.processed]: { Keys: [{ pk: { S: 'relay#a' } }] } },
    }
    database.faults.push(() => ({ status: 200, body: unprocessed }))
    await expect(positions().read(['a'], signal)).rejects.toThrow(/did not read/)
  })

  it('are sent once more where a throttled table took only some, and told where it still does not', async () => {
    const left = (id: string) => {
      const Item = { pk: { S: `relay#${id}` }, published: { N: '7' }, expires_at: { N: '1900000000' } }
      return { UnprocessedItems: { [testTables.processed]: [{ PutRequest: { Item } }] } }
    }
    database.faults.push(() => ({ status: 200, body: left('late') }))
    await positions().write(new Map([['late', 7]]), signal)
    expect(await positions().read(['late'], signal)).toEqual(new Map([['late', 7]]))
    for (let times = 0; times < 2; times++) database.faults.push(() => ({ status: 200, body: left('never') }))
    await expect(positions().write(new Map([['never', 7]]), signal)).rejects.toThrow('did not take 1 position')
    expect(await positions().read(['never'], signal)).toEqual(new Map())
  })
})

describe('the positions that one instance knows', () => {
  it('only go up, and are bounded in number', () => {
    const known = createKnownPositions(2)
    known.set('a', 3)
    known.set('a', 2)
    known.set('b', 1)
    known.set('a', 1)
    known.set('c', 1)
    expect(['a', 'b', 'c'].map((stream) => known.get(stream))).toEqual([3, undefined, 1])
  })
})

describe('the history in DynamoDB', () => {
  const history = () => createDynamoHistory(database.client, testTables.events)
  const at = (id: string, sequence: number, hoursAgo: number) =>
    put(toEventItem(counterEvent(id, sequence, 1, NOW - hoursAgo * HOUR)))

  it('gives what lies between two places, page by page', async () => {
    for (const sequence of [1, 2, 3, 4, 5]) await at('h', sequence, 1)
    const range = { after: 1, before: 5, limit: 2 }
    const first = await history().between('counter#h', range, signal)
    expect(first).toMatchObject({ events: [{ sequence: 2 }, { sequence: 3 }], more: true })
    expect(JSON.parse(first.events[0]?.json ?? '')).toMatchObject({ aggregate_id: 'h', sequence: 2 })
    const rest = await history().between('counter#h', { ...range, after: 3 }, signal)
    expect(rest).toMatchObject({ events: [{ sequence: 4 }], more: false })
  })

  it('shows an item that holds no event as what it is', async () => {
    await put({ pk: { S: 'counter#bad' }, sk: { N: '1' } })
    const range = { after: 0, before: 2, limit: 10 }
    expect(await history().between('counter#bad', range, signal)).toEqual({ events: [{ sequence: 1 }], more: false })
  })

  it('tells from where on a stream is younger than a time', async () => {
    const since = NOW - 48 * HOUR
    for (const [sequence, hours] of [
      [1, 90],
      [2, 60],
      [3, 30],
      [4, 1],
    ] as const) {
      await at('old', sequence, hours)
    }
    expect(await history().firstSince('counter#old', 5, since, signal)).toBe(3)
    expect(await history().firstSince('counter#old', 3, since, signal)).toBe(3)
    await at('new', 1, 1)
    expect(await history().firstSince('counter#new', 2, since, signal)).toBe(1)
  })

  it('finds the first recent event of a long stream in few reads', async () => {
    const since = NOW - 48 * HOUR
    for (let sequence = 1; sequence <= 300; sequence++) await at('long', sequence, sequence <= 123 ? 90 : 1)
    database.calls.length = 0
    expect(await history().firstSince('counter#long', 301, since, signal)).toBe(124)
    expect(database.calls.length).toBeLessThanOrEqual(10)
  })

  it('tells nothing where an event is missing', async () => {
    const since = NOW - 48 * HOUR
    for (const sequence of [1, 3]) await at('gap', sequence, 1)
    expect(await history().firstSince('counter#gap', 5, since, signal)).toBeUndefined()
    expect(await history().firstSince('counter#gap', 4, since, signal)).toBeUndefined()
    expect(await history().firstSince('counter#nothing', 2, since, signal)).toBeUndefined()
  })
})
