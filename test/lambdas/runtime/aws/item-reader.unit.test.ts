import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createItemReader, type ItemAddress, type ItemReader } from '../../../../lambdas/runtime/aws/item-reader.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

let dynamo: TestDynamoDb
let items: ItemReader
const waits: number[] = []
const timers = {
  after: (milliseconds: number, callback: () => void) => {
    waits.push(milliseconds)
    setImmediate(callback)
    return () => {}
  },
}

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
  items = createItemReader({ dynamo: dynamo.client, timers, random: () => 0.5 })
  await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      dynamo.client.send(
        new PutItemCommand({ TableName: testTables.state, Item: { ...keyOf(index), index: n(index) } }),
      ),
    ),
  )
  await dynamo.client.send(
    new PutItemCommand({ TableName: testTables.events, Item: { pk: { S: 'order#1' }, sk: n(1), bucket: { S: 'b' } } }),
  )
})
afterAll(() => dynamo.close())
beforeEach(() => {
  dynamo.calls.length = 0
  dynamo.faults.length = 0
  waits.length = 0
})

const range = (from: number, to: number) => upTo(to).slice(from)
const n = (value: number) => ({ N: String(value) })
const keyOf = (index: number) => ({ pk: { S: `item#${index}` }, sk: { S: 'it' } })
const item = (index: number): ItemAddress => ({ table: testTables.state, key: keyOf(index) })
const read = (indexes: readonly number[], signal?: AbortSignal) =>
  Promise.all(indexes.map(async (index) => (await items.get(item(index), signal))?.index?.N))
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

/** DynamoDB answers with nothing, and leaves these unread. */
const unread = (indexes: readonly number[]) => () => ({
  status: 200,
  // The parts of a key come in any order.
  body: {
    UnprocessedKeys: {
      [testTables.state]: { ConsistentRead: true, Keys: indexes.map(keyOf).map(({ pk, sk }) => ({ sk, pk })) },
    },
  },
})

describe('reads of single items', () => {
  it('that are asked for side by side are one call, each with its own answer', async () => {
    expect(await read([3, 1, 999, 2, 1])).toEqual(['3', '1', undefined, '2', '1'])
    expect(dynamo.calls).toEqual(['BatchGetItem'])
  })

  it.each([
    ['alone', [1]],
    ['among others', [1, 2]],
  ])('of one item are strongly consistent if one of them has to be: %s', async (_, others) => {
    const send = vi.spyOn(dynamo.client, 'send')
    const weak = (index: number) => items.get({ ...item(index), consistent: false })
    await Promise.all([weak(1), items.get(item(1)), ...others.map(weak)])
    expect(dynamo.calls).toHaveLength(1)
    expect(JSON.stringify(send.mock.calls[0]?.[0].input)).toContain('"ConsistentRead":true')
    send.mockRestore()
  })

  it('are one call whatever their tables, and also after something else was awaited', async () => {
    const event = { table: testTables.events, key: { sk: n(1), pk: { S: 'order#1' } } }
    const later = async () => {
      await Promise.resolve()
      return items.get(event)
    }
    const [first, second] = await Promise.all([items.get(item(1)), later()])
    expect([first?.index, second?.pk]).toEqual([n(1), event.key.pk])
    expect(dynamo.calls).toEqual(['BatchGetItem'])
  })

  it('are plain ones when nothing else is asked for', async () => {
    expect(await read([7, 7])).toEqual(['7', '7'])
    expect(dynamo.calls).toEqual(['GetItem'])
  })

  it('are fresh every time', async () => {
    const fresh = { ...item(200) }
    expect(await items.get(fresh)).toBeUndefined()
    await dynamo.client.send(
      new PutItemCommand({ TableName: testTables.state, Item: { ...keyOf(200), index: n(200) } }),
    )
    expect(await items.get(fresh)).toMatchObject({ index: n(200) })
  })

  it('are at most 100 in a call', async () => {
    expect(await read(upTo(120))).toEqual(upTo(120).map(String))
    expect(dynamo.calls).toEqual(['BatchGetItem', 'BatchGetItem'])
  })

  it('take along what is asked for while another hundred still waits for its turn', async () => {
    const { signal } = new AbortController()
    const first = read(upTo(100), signal)
    const between = new Promise<void>((resolve) => setImmediate(resolve)).then(() => read([118, 119], signal))
    // More than a hundred: these wait behind what `between` waits for.
    const second = read(range(100, 118), signal)
    expect(await Promise.all([first, between, second])).toEqual(
      [upTo(100), [118, 119], range(100, 118)].map((some) => some.map(String)),
    )
    expect(dynamo.calls).toEqual(['BatchGetItem', 'BatchGetItem'])
  })

  it('are strongly consistent as a whole table where one of them wants that', async () => {
    const asked: unknown[] = []
    const client = {
      send: async (command: { input: object }) => {
        asked.push(command.input)
        return {}
      },
    }
    const recorded = createItemReader({ dynamo: client as never, timers, random: () => 0.5 })
    const weak = (table: string, id: string) => recorded.get({ table, key: { pk: { S: id } }, consistent: false })
    await Promise.all([weak('a', '1'), recorded.get({ table: 'a', key: { pk: { S: '2' } } }), weak('b', '1')])
    await weak('c', '1')
    expect(asked).toMatchObject([
      { RequestItems: { a: { ConsistentRead: true }, b: { ConsistentRead: false } } },
      { TableName: 'c', ConsistentRead: false },
    ])
  })
})

describe('what DynamoDB leaves unread', () => {
  it('is asked for again, after a wait that grows', async () => {
    dynamo.faults.push(unread([1, 2]), unread([2]), 'pass')
    // The second answer has neither, the third only what was asked for last.
    expect((await read([1, 2])).at(-1)).toBe('2')
    expect(dynamo.calls).toHaveLength(3)
    expect(waits).toEqual([10, 20])
  })

  it('fails in the end, alone', async () => {
    dynamo.faults.push('pass', ...Array.from({ length: 6 }, () => unread([1])))
    await items.get(item(0))
    const [one, two] = await Promise.allSettled([items.get(item(1)), items.get(item(2))])
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'STORE_THROTTLED' } })
    expect(two).toMatchObject({ status: 'fulfilled' })
    expect(waits).toHaveLength(5)
  })

  it('is not asked for beyond the signal', async () => {
    const abort = new AbortController()
    dynamo.faults.push(() => {
      abort.abort(new Error('time is up'))
      return unread([1, 2])()
    })
    await expect(read([1, 2], abort.signal)).rejects.toThrow(/time is up|aborted/)
    await new Promise(setImmediate)
    expect(dynamo.calls).toHaveLength(1)
  })
})

describe('a read', () => {
  it('fails with the call that it shares, when that gets no answer', async () => {
    let calls = 0
    const client = {
      send: async () => {
        calls++
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError', $metadata: { attempts: 4 } })
      },
    }
    const silent = createItemReader({ dynamo: client as never, timers, random: () => 0.5 })
    const outcomes = await Promise.allSettled([1, 2, 3].map((index) => silent.get(item(index))))
    expect(outcomes.map((one) => one.status === 'rejected' && one.reason.name)).toEqual(Array(3).fill('TimeoutError'))
    expect(calls).toBe(1)
  })

  it.each<[string, unknown]>([
    ['a table that is not there', { table: 'nowhere', key: keyOf(1) }],
    ['a key that is none', { table: testTables.state, key: { pk: { S: 'half a key' } } }],
    ['a key that cannot be sent', { table: testTables.state, key: { pk: { N: 1n }, sk: { S: 'it' } } }],
    ['no key at all', { table: testTables.state }],
    ['no table at all', { key: keyOf(1) }],
  ])('fails alone with %s, whoever shares its call', async (_what, address) => {
    const [first, bad, last] = await Promise.allSettled([
      items.get(item(1)),
      items.get(address as ItemAddress),
      items.get(item(2)),
    ])
    expect(bad.status).toBe('rejected')
    expect([first, last]).toMatchObject([{ value: { index: n(1) } }, { value: { index: n(2) } }])
  })

  it('ends with its signal, and shares no call with who has another', async () => {
    const abort = new AbortController()
    abort.abort(new Error('time is up'))
    const [cut, other] = await Promise.allSettled([read([1, 2], abort.signal), read([3, 4])])
    expect(cut.status).toBe('rejected')
    expect(other).toEqual({ status: 'fulfilled', value: ['3', '4'] })
    expect(dynamo.calls).toEqual(['BatchGetItem'])
  })
})
