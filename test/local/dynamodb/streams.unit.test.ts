import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventTable, plainTable, type Running, start, temporaryDirectory } from './kit.ts'

const HOUR = 60 * 60 * 1000
const key = (n: number) => ({ pk: { S: 'a' }, sk: { N: `${n}` } })
const item = (n: number, v = 0) => ({ ...key(n), v: { N: `${v}` } })

describe.each(['memory', 'disk'])('streams, in %s', (where) => {
  let running: Running
  let directory: Awaited<ReturnType<typeof temporaryDirectory>> | undefined

  beforeEach(async () => {
    directory = where === 'disk' ? await temporaryDirectory() : undefined
    running = await start(directory ? { dataDir: directory.path } : {})
    await running.client.send(new CreateTableCommand(eventTable))
  })
  afterEach(async () => {
    await running.close()
    await directory?.remove()
  })

  const put = (n: number, v = 0) => running.client.send(new PutItemCommand({ TableName: 'events', Item: item(n, v) }))
  const all = async () => (await running.db.readStream('events', 'TRIM_HORIZON', 1000)).records

  it('records every kind of write, in order, with both images', async () => {
    await put(1)
    await running.client.send(
      new UpdateItemCommand({
        TableName: 'events',
        Key: key(1),
        UpdateExpression: 'SET v = :v',
        ExpressionAttributeValues: { ':v': { N: '5' } },
      }),
    )
    await running.client.send(
      new BatchWriteItemCommand({ RequestItems: { events: [{ PutRequest: { Item: item(2) } }] } }),
    )
    await running.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'events', Item: item(3) } },
          { ConditionCheck: { TableName: 'events', Key: key(1), ConditionExpression: 'attribute_exists(pk)' } },
          { Delete: { TableName: 'events', Key: key(2) } },
        ],
      }),
    )
    await running.client.send(new DeleteItemCommand({ TableName: 'events', Key: key(1) }))
    const records = await all()
    expect(
      records.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys, dynamodb.OldImage, dynamodb.NewImage]),
    ).toEqual([
      ['INSERT', key(1), undefined, item(1)],
      ['MODIFY', key(1), item(1), item(1, 5)],
      ['INSERT', key(2), undefined, item(2)],
      ['INSERT', key(3), undefined, item(3)],
      ['REMOVE', key(2), item(2), undefined],
      ['REMOVE', key(1), item(1, 5), undefined],
    ])
    const sequences = records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber))
    expect(sequences).toEqual([...sequences].sort((a, b) => (a < b ? -1 : 1)))
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(6)
    expect(records[0]).toMatchObject({
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      eventSourceARN: running.db.streamArn('events'),
      dynamodb: { StreamViewType: 'NEW_AND_OLD_IMAGES', ApproximateCreationDateTime: Date.UTC(2026, 3, 28) / 1000 },
    })
    expect(records[0]).not.toHaveProperty('userIdentity')
  })

  it('records nothing when nothing changes', async () => {
    const labelled = { ...item(1), labels: { SS: ['x', 'y'] } }
    await running.client.send(new PutItemCommand({ TableName: 'events', Item: labelled }))
    await running.client.send(
      new PutItemCommand({ TableName: 'events', Item: { labels: { SS: ['y', 'x'] }, ...item(1) } }),
    )
    await running.client.send(new DeleteItemCommand({ TableName: 'events', Key: key(9) }))
    const refused = new PutItemCommand({
      TableName: 'events',
      Item: item(1, 2),
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    await expect(running.client.send(refused)).rejects.toThrow()
    expect(await all()).toHaveLength(1)
  })

  it.each([
    ['KEYS_ONLY', { NewImage: undefined, OldImage: undefined }],
    ['NEW_IMAGE', { NewImage: { id: { S: 'x' }, v: { N: '2' } }, OldImage: undefined }],
    ['OLD_IMAGE', { NewImage: undefined, OldImage: { id: { S: 'x' }, v: { N: '1' } } }],
  ] as const)('shows what %s promises', async (StreamViewType, images) => {
    await running.client.send(
      new CreateTableCommand({ ...plainTable, StreamSpecification: { StreamEnabled: true, StreamViewType } }),
    )
    for (const N of ['1', '2']) {
      await running.client.send(new PutItemCommand({ TableName: 'plain', Item: { id: { S: 'x' }, v: { N } } }))
    }
    const { records } = await running.db.readStream('plain', 'TRIM_HORIZON', 10)
    const { NewImage, OldImage, Keys } = records[1]?.dynamodb ?? {}
    expect({ NewImage, OldImage }).toEqual(images)
    expect(Keys).toEqual({ id: { S: 'x' } })
  })

  it('reads in process from where it is told, and says where to go on', async () => {
    for (const n of [1, 2, 3]) await put(n)
    const first = await running.db.readStream('events', 'TRIM_HORIZON', 2)
    const second = await running.db.readStream('events', first.next, 2)
    const none = await running.db.readStream('events', second.next, 2)
    expect([first, second, none].map(({ records }) => records.map(({ dynamodb }) => dynamodb.Keys))).toEqual([
      [key(1), key(2)],
      [key(3)],
      [],
    ])
    const latest = await running.db.readStream('events', 'LATEST', 2)
    await put(4)
    expect((await running.db.readStream('events', latest.next, 2)).records).toHaveLength(1)
    expect(none.next).toBe(latest.next)
  })

  it('reads far back, past what is kept at hand', async () => {
    for (let n = 0; n < 2500; n += 100) {
      const writes = Array.from({ length: 100 }, (_, i) => ({ Put: { TableName: 'events', Item: item(n + i) } }))
      await running.client.send(new TransactWriteItemsCommand({ TransactItems: writes }))
    }
    const seen: unknown[] = []
    let from: bigint | 'TRIM_HORIZON' = 'TRIM_HORIZON'
    for (;;) {
      const { records, next } = await running.db.readStream('events', from, 300)
      if (records.length === 0) break
      seen.push(...records.map(({ dynamodb }) => Number((dynamodb.Keys.sk as { N: string }).N)))
      from = next
    }
    expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => i))
  })

  it('wakes up listeners once records can be read, until they unsubscribe', async () => {
    const read: Promise<number>[] = []
    const listener = vi.fn(() => {
      read.push(running.db.readStream('events', 'TRIM_HORIZON', 10).then(({ records }) => records.length))
    })
    const stop = running.db.onStreamWrite('events', listener)
    await put(1)
    await put(2)
    stop()
    await put(3)
    expect(await Promise.all(read)).toEqual([1, 2])
  })

  const open = async (more: Partial<GetShardIteratorCommandInput> = {}) => {
    const { Streams } = await running.streams.send(new ListStreamsCommand({ TableName: 'events' }))
    const StreamArn = Streams?.[0]?.StreamArn
    const { StreamDescription } = await running.streams.send(new DescribeStreamCommand({ StreamArn }))
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId
    const { ShardIterator } = await running.streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON', ...more }),
    )
    return ShardIterator
  }

  it('serves the DynamoDB Streams API', async () => {
    for (const n of [1, 2, 3]) await put(n)
    const { Table } = await running.client.send(new DescribeTableCommand({ TableName: 'events' }))
    expect(Table?.LatestStreamArn).toBe(running.db.streamArn('events'))
    const first = await running.streams.send(new GetRecordsCommand({ ShardIterator: await open(), Limit: 2 }))
    const second = await running.streams.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }))
    const keys = [first, second].map(({ Records }) => Records?.map(({ dynamodb }) => dynamodb?.Keys))
    expect(keys).toEqual([[key(1), key(2)], [key(3)]])
    const SequenceNumber = first.Records?.[1]?.dynamodb?.SequenceNumber
    const from = async (ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER' | 'LATEST') => {
      const more = ShardIteratorType === 'LATEST' ? {} : { SequenceNumber }
      const ShardIterator = await open({ ShardIteratorType, ...more })
      const { Records } = await running.streams.send(new GetRecordsCommand({ ShardIterator }))
      return Records?.map(({ dynamodb }) => dynamodb?.Keys)
    }
    expect(await from('AT_SEQUENCE_NUMBER')).toEqual([key(2), key(3)])
    expect(await from('AFTER_SEQUENCE_NUMBER')).toEqual([key(3)])
    expect(await from('LATEST')).toEqual([])
  })

  it('keeps records for a day', async () => {
    await put(1)
    const iterator = await open()
    running.clock.advance(23 * HOUR)
    await put(2)
    await running.db.sweep()
    expect(await all()).toHaveLength(2)
    running.clock.advance(2 * HOUR)
    await running.db.sweep()
    const left = await all()
    expect(left.map(({ dynamodb }) => dynamodb.Keys)).toEqual([key(2)])
    await expect(running.streams.send(new GetRecordsCommand({ ShardIterator: iterator }))).rejects.toBeInstanceOf(
      ExpiredIteratorException,
    )
    const SequenceNumber = (BigInt(left[0]?.dynamodb.SequenceNumber ?? 0) - 1n).toString()
    await expect(open({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber })).rejects.toBeInstanceOf(
      TrimmedDataAccessException,
    )
  })

  it('starts a new stream when it is switched off and on again', async () => {
    await put(1)
    const before = running.db.streamArn('events')
    const off = { TableName: 'events', StreamSpecification: { StreamEnabled: false } }
    await running.client.send(new UpdateTableCommand(off))
    await put(2)
    expect(running.db.streamArn('events')).toBeUndefined()
    const closed = await running.streams.send(new DescribeStreamCommand({ StreamArn: before }))
    expect(closed.StreamDescription).toMatchObject({ StreamStatus: 'DISABLED' })
    expect(closed.StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined()
    running.clock.advance(1000)
    await running.client.send(
      new UpdateTableCommand({
        TableName: 'events',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    )
    await put(3)
    expect(running.db.streamArn('events')).not.toBe(before)
    expect((await all()).map(({ dynamodb }) => dynamodb.Keys)).toEqual([key(3)])
  })
})
