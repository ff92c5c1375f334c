import {
  BatchWriteItemCommand,
  CreateTableCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventTable, type Running, start, temporaryDirectory } from './kit.ts'

const sequences = [-100.5, -3, -2.25, 0, 0.001, 1, 2, 9, 10, 11, 100, 12345678901]

describe.each(['memory', 'disk'])('queries and scans, in %s', (where) => {
  let running: Running
  let directory: Awaited<ReturnType<typeof temporaryDirectory>> | undefined

  beforeAll(async () => {
    directory = where === 'disk' ? await temporaryDirectory() : undefined
    running = await start(directory ? { dataDir: directory.path } : {})
    await running.client.send(new CreateTableCommand(eventTable))
    const ordered = sequences.map((n) => ({ pk: { S: 'order' }, sk: { N: `${n}` }, even: { BOOL: n % 2 === 0 } }))
    const timed = Array.from({ length: 60 }, (_, i) => ({
      pk: { S: `p${i}` },
      sk: { N: '1' },
      event_id: { S: `e${String(i).padStart(2, '0')}` },
      // Every third has no slot, and so is not in the index.
      ...(i % 3 === 0 ? {} : { slot: { S: `b${i % 3}` } }),
    }))
    const items = [...ordered, ...timed]
    for (let i = 0; i < items.length; i += 25) {
      const requests = items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }))
      await running.client.send(new BatchWriteItemCommand({ RequestItems: { events: requests } }))
    }
  })
  afterAll(async () => {
    await running.close()
    await directory?.remove()
  })

  const orders = async (
    condition: string,
    values: Record<string, { N: string }>,
    more: Partial<QueryCommandInput> = {},
  ) => {
    const { Items = [] } = await running.client.send(
      new QueryCommand({
        TableName: 'events',
        KeyConditionExpression: `pk = :p${condition}`,
        ExpressionAttributeValues: { ':p': { S: 'order' }, ...values },
        ...more,
      }),
    )
    return Items.map(({ sk }) => Number(sk?.N))
  }
  const n = (value: number) => ({ N: `${value}` })

  it('orders numbers as numbers, forwards and backwards', async () => {
    expect(await orders('', {})).toEqual(sequences)
    expect(await orders('', {}, { ScanIndexForward: false })).toEqual([...sequences].reverse())
  })

  it.each([
    ['=', '1', [1]],
    ['<', '0', [-100.5, -3, -2.25]],
    ['<=', '0', [-100.5, -3, -2.25, 0]],
    ['>', '10', [11, 100, 12345678901]],
    ['>=', '10', [10, 11, 100, 12345678901]],
  ])('compares the range key with %s', async (operator, value, expected) => {
    expect(await orders(` AND sk ${operator} :v`, { ':v': n(Number(value)) })).toEqual(expected)
  })

  it('finds what lies between, also in reverse and with a limit', async () => {
    const between = ' AND sk BETWEEN :low AND :high'
    const values = { ':low': n(-2.25), ':high': n(10) }
    expect(await orders(between, values)).toEqual([-2.25, 0, 0.001, 1, 2, 9, 10])
    expect(await orders(between, values, { ScanIndexForward: false, Limit: 2 })).toEqual([10, 9])
  })

  it.each([true, false])('pages through a partition, forwards: %s', async (ScanIndexForward) => {
    const input = {
      TableName: 'events',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'order' } },
      ScanIndexForward,
    }
    const pages: number[][] = []
    for await (const page of paginateQuery({ client: running.client, pageSize: 5 }, input)) {
      pages.push((page.Items ?? []).map(({ sk }) => Number(sk?.N)))
    }
    expect(pages.flat()).toEqual(ScanIndexForward ? sequences : [...sequences].reverse())
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2])
  })

  it('counts what a filter leaves, and what it looked at', async () => {
    const { Count, ScannedCount, Items } = await running.client.send(
      new QueryCommand({
        TableName: 'events',
        KeyConditionExpression: 'pk = :p',
        FilterExpression: 'even = :yes',
        ExpressionAttributeValues: { ':p': { S: 'order' }, ':yes': { BOOL: true } },
        Select: 'COUNT',
      }),
    )
    expect({ Count, ScannedCount, Items }).toEqual({ Count: 4, ScannedCount: 12, Items: undefined })
  })

  const indexed = { TableName: 'events', IndexName: 'by-time', KeyConditionExpression: 'slot = :b' }
  const inIndex = async (bucket: string, more: Partial<QueryCommandInput> = {}) => {
    const input = { ...indexed, ExpressionAttributeValues: { ':b': { S: bucket } }, ...more }
    const ids: string[] = []
    for await (const page of paginateQuery({ client: running.client, pageSize: 7 }, input)) {
      ids.push(...(page.Items ?? []).map(({ event_id }) => event_id?.S ?? ''))
    }
    return ids
  }
  const inBucket = (rest: number) =>
    Array.from({ length: 60 }, (_, i) => i).flatMap((i) => (i % 3 === rest ? [`e${String(i).padStart(2, '0')}`] : []))

  it('queries a sparse index, page by page, in both directions', async () => {
    expect(await inIndex('b1')).toEqual(inBucket(1))
    expect(await inIndex('b2', { ScanIndexForward: false })).toEqual(inBucket(2).reverse())
    expect(await inIndex('b0')).toEqual([])
  })

  it('queries an index by the beginning of its range key', async () => {
    const more = {
      KeyConditionExpression: 'slot = :b AND begins_with(event_id, :start)',
      ExpressionAttributeValues: { ':b': { S: 'b1' }, ':start': { S: 'e1' } },
    }
    expect(await inIndex('b1', more)).toEqual(inBucket(1).filter((id) => id.startsWith('e1')))
  })

  it('keeps an index in step with changes and removals of its keys', async () => {
    const change = (UpdateExpression: string, values?: Record<string, { S: string }>) =>
      running.client.send(
        new UpdateItemCommand({
          TableName: 'events',
          Key: { pk: { S: 'moving' }, sk: { N: '1' } },
          UpdateExpression,
          ...(values ? { ExpressionAttributeValues: values } : {}),
        }),
      )
    await change('SET slot = :b, event_id = :e', { ':b': { S: 'here' }, ':e': { S: 'm' } })
    expect(await inIndex('here')).toEqual(['m'])
    await change('SET slot = :b', { ':b': { S: 'there' } })
    expect([await inIndex('here'), await inIndex('there')]).toEqual([[], ['m']])
    await change('REMOVE event_id')
    expect(await inIndex('there')).toEqual([])
  })

  it('keeps apart items with the same index key', async () => {
    for (let i = 0; i < 30; i++) {
      await running.client.send(
        new UpdateItemCommand({
          TableName: 'events',
          Key: { pk: { S: `same${i}` }, sk: { N: '1' } },
          UpdateExpression: 'SET slot = :b, event_id = :b',
          ExpressionAttributeValues: { ':b': { S: 'same' } },
        }),
      )
    }
    expect(await inIndex('same')).toHaveLength(30)
  })

  const scanAll = async (more: Partial<ScanCommandInput> = {}) => {
    const keys: string[] = []
    for await (const page of paginateScan({ client: running.client, pageSize: 9 }, { TableName: 'events', ...more })) {
      keys.push(...(page.Items ?? []).map(({ pk, sk }) => `${pk?.S}/${sk?.N}`))
    }
    return keys.sort()
  }

  it('scans everything once, in any number of segments', async () => {
    const all = await scanAll()
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(72)
    for (const TotalSegments of [2, 7]) {
      const parts = await Promise.all(
        Array.from({ length: TotalSegments }, (_, Segment) => scanAll({ Segment, TotalSegments })),
      )
      expect(parts.flat().sort()).toEqual(all)
      expect(parts.filter((part) => part.length > 0).length).toBeGreaterThan(1)
    }
  })

  it('scans an index', async () => {
    const keys = await scanAll({
      IndexName: 'by-time',
      FilterExpression: 'begins_with(pk, :p)',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    })
    expect(keys).toHaveLength(40)
  })

  it('ends a page at about 1 MB', async () => {
    for (let i = 0; i < 5; i++) {
      await running.client.send(
        new UpdateItemCommand({
          TableName: 'events',
          Key: { pk: { S: 'large' }, sk: { N: `${i}` } },
          UpdateExpression: 'SET d = :d',
          ExpressionAttributeValues: { ':d': { S: 'x'.repeat(300_000) } },
        }),
      )
    }
    const sizes: number[] = []
    const input = {
      TableName: 'events',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'large' } },
    }
    for await (const page of paginateQuery({ client: running.client }, input)) sizes.push(page.Items?.length ?? 0)
    expect(sizes).toEqual([4, 1])
  })

  it('refuses a segment that there is not', async () => {
    const scan = new ScanCommand({ TableName: 'events', Segment: 2, TotalSegments: 2 })
    await expect(running.client.send(scan)).rejects.toThrow('Segment: 2 is not less than TotalSegments: 2')
  })
})
