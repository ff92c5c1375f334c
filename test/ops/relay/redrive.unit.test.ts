import { BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { commandPlan } from '../../../lambdas/relay/command-plan.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import type { Refusal, Target } from '../../../lambdas/relay/publishing/target.ts'
import { setAsideBody } from '../../../lambdas/relay/set-aside.ts'
import type { Item } from '../../../lambdas/runtime/aws/item.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { listSetAside } from '../../../ops/relay/list.ts'
import { redrive } from '../../../ops/relay/redrive.ts'
import { counterEvent } from '../../lambdas/runtime/event-store/counter.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { addressOf, fakeFailureQueue, inProcess } from './relay-kit.ts'

let database: TestDynamoDb
let streams: DynamoDBStreamsClient

beforeAll(async () => {
  database = await startTestDynamoDb()
  const endpoint = await database.listen()
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  streams = new DynamoDBStreamsClient({ endpoint, region: 'eu-central-1', credentials })
})
afterAll(async () => {
  streams.destroy()
  await database.close()
})

const STORED_AT = Date.parse('2026-04-28T23:59:02.000Z')

const put = (table: string, item: Item) =>
  database.client.send(new PutItemCommand({ TableName: table, Item: { ...item } }))
const store = (...events: EventEnvelope[]) => Promise.all(events.map((event) => put('events', toEventItem(event))))

const noteOf = (item: Item, sequenceNumber = '1', { whole = true, isPermanent = false } = {}) => {
  const { pk, sk } = item
  const key = { ...(pk && { pk }), ...(sk && { sk }) }
  const record = { sequenceNumber, key, image: item, item: {}, createdAt: STORED_AT }
  const body = setAsideBody(record, { code: 'InternalError', message: 'oops', isPermanent })
  if (whole) return body
  const { item: _, ...rest } = JSON.parse(body)
  return JSON.stringify(rest)
}

/** The relay of this process; `refuse` says which messages its targets do not take. */
function relayOf(refuse: (message: string) => Refusal | undefined = () => undefined) {
  const sent: string[] = []
  const target = {
    name: 'test',
    maxEntries: 10,
    maxBytes: 256 * 1024,
    send: async (messages: readonly (string | { json: string })[]) =>
      messages.map((message) => {
        const json = typeof message === 'string' ? message : message.json
        const refusal = refuse(json)
        if (!refusal) sent.push(json)
        return refusal
      }),
  }
  const bus = { ...target, name: 'bus', send: async () => [] } as Target<never>
  const environment = { ...simulatedTime(), random: () => 0.5, setAside: async () => {}, log: () => {} }
  const events = relayHandler((records) => eventPlan(records, { bus, topic: target as Target<never> }), environment)
  const queues = new Map([['orders', target as Target<string>]])
  const commands = relayHandler((records, now) => commandPlan(records, queues, now), environment)
  return { sent, events: inProcess(events), commands: inProcess(commands) }
}

const sequencesIn = (sent: readonly string[]) =>
  sent.map((json) => JSON.parse(json)).map(({ aggregate_id, sequence }) => `${aggregate_id} ${sequence}`)

describe('what was set aside by the relay of events', () => {
  const events = addressOf('events', 'events')
  const system = (lambda: ReturnType<typeof relayOf>['events'], sqs: ReturnType<typeof fakeFailureQueue>['sqs']) => ({
    lambda,
    sqs,
    streams,
    dynamo: database.client,
  })

  it('is listed with its cause, and stays where it is', async () => {
    const { sqs, visible } = fakeFailureQueue(noteOf(toEventItem(counterEvent('listed', 1))), 'by hand')
    expect(await listSetAside(sqs, [events])).toEqual([
      {
        relay: 'events',
        kind: 'record',
        set_aside_at: '2026-04-24T03:06:40.000Z',
        code: 'InternalError',
        message: 'oops',
        what: 'counter#listed 1',
      },
      expect.objectContaining({ kind: 'unknown', code: 'Unknown' }),
    ])
    expect(visible()).toHaveLength(2)
  })

  it('is published once more in the order of each aggregate, whatever the order of the notes', async () => {
    const stored = [3, 1, 2].map((sequence) => counterEvent('a', sequence))
    await store(...stored, counterEvent('b', 1))
    const notes = [...stored, counterEvent('b', 1)].map((event) => noteOf(toEventItem(event)))
    const { sqs, visible } = fakeFailureQueue(...notes)
    const relay = relayOf()
    const answer = await redrive(system(relay.events, sqs), events, { dryRun: false })
    expect(answer).toEqual({ relay: 'events', sent: 4, left: [], overtaken: [] })
    expect(sequencesIn(relay.sent).filter((one) => one.startsWith('a'))).toEqual(['a 1', 'a 2', 'a 3'])
    expect(sequencesIn(relay.sent)).toContain('b 1')
    expect(visible()).toEqual([])
  })

  it('is read from the table when it did not fit the note', async () => {
    const event = { ...counterEvent('long', 1), data: { text: 'ü'.repeat(50_000) } }
    await store(event)
    const { sqs } = fakeFailureQueue(noteOf(toEventItem(event), '1', { whole: false }))
    const relay = relayOf()
    expect(await redrive(system(relay.events, sqs), events, { dryRun: false })).toMatchObject({ sent: 1, left: [] })
    expect(JSON.parse(relay.sent[0] ?? '')).toEqual(event)
  })

  it('stays when the relay cannot publish it, and so does what stands behind it; the rest is sent', async () => {
    const all = [counterEvent('c', 1), counterEvent('c', 2), counterEvent('d', 1)]
    const { sqs, visible } = fakeFailureQueue(...all.map((event) => noteOf(toEventItem(event))), 'by hand')
    const away: Refusal = { code: 'InternalError', message: 'away', isPermanent: false }
    const relay = relayOf((json) => (json.includes('"c"') ? away : undefined))
    const answer = await redrive(system(relay.events, sqs), events, { dryRun: false })
    expect(answer).toMatchObject({
      sent: 1,
      left: [
        { what: '', code: 'NotReadable' },
        { what: 'counter#c 1', code: 'InternalError' },
        { what: 'counter#c 2', code: 'NotReached' },
      ],
    })
    expect(visible()).toHaveLength(3)
    expect(sequencesIn(relay.sent)).toEqual(['d 1'])
  })

  it('tells of which aggregates later events were published before: those that were refused for good', async () => {
    await store(...[1, 2, 3, 4].map((sequence) => counterEvent('e', sequence)))
    const overtaken = async (isPermanent: boolean) => {
      const notes = [2, 3].map((sequence) => noteOf(toEventItem(counterEvent('e', sequence)), '1', { isPermanent }))
      const { sqs } = fakeFailureQueue(...notes)
      return (await redrive(system(relayOf().events, sqs), events, { dryRun: false })).overtaken
    }
    expect(await overtaken(true)).toEqual([{ aggregate: 'counter#e', sequence: 2, latest: 4 }])
    expect(await overtaken(false)).toEqual([])
  })

  it('is neither sent nor removed by a dry run', async () => {
    const { sqs, visible } = fakeFailureQueue(noteOf(toEventItem(counterEvent('f', 1))))
    const relay = relayOf()
    expect(await redrive(system(relay.events, sqs), events, { dryRun: true })).toMatchObject({ sent: 1, left: [] })
    expect(relay.sent).toEqual([])
    expect(visible()).toHaveLength(1)
  })

  it('stays when the function of the relay fails', async () => {
    const { sqs, visible } = fakeFailureQueue(noteOf(toEventItem(counterEvent('g', 1))))
    const broken = inProcess(() => Promise.reject(new Error('out of memory')))
    await expect(redrive(system(broken, sqs), events, { dryRun: false })).rejects.toThrow(/out of memory/)
    expect(visible()).toHaveLength(1)
  })
})

describe('a batch that Lambda gave up', () => {
  /** As Lambda writes it to an on-failure destination. */
  const batchNote = (info: object) =>
    JSON.stringify({
      requestContext: { requestId: 'r', functionArn: 'f', condition: 'RecordAgeExceeded', approximateInvokeCount: 7 },
      version: '1.0',
      timestamp: '2026-04-29T23:59:00.000Z',
      DDBStreamBatchInfo: {
        shardId: 'shardId-0',
        startSequenceNumber: '1',
        endSequenceNumber: '2',
        approximateArrivalOfFirstRecord: '2026-04-28T23:59:01.000Z',
        approximateArrivalOfLastRecord: '2026-04-28T23:59:04.000Z',
        batchSize: 2,
        streamArn: 'arn:gone',
        ...info,
      },
    })

  async function streamed(table: string) {
    const { TableDescription } = await database.client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    )
    return TableDescription?.LatestStreamArn ?? ''
  }

  it('is read from the stream as long as that keeps it, exactly', async () => {
    const streamArn = await streamed('streamed')
    for (const sequence of [1, 2, 3, 4]) await put('streamed', toEventItem(counterEvent('s', sequence)))
    const key = { pk: { S: 'counter#s' }, sk: { N: '4' } }
    await database.client.send(new DeleteItemCommand({ TableName: 'streamed', Key: key }))
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
    const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? ''
    const start = { StreamArn: streamArn, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' as const }
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(start))
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }))
    const numbers = Records.map(({ dynamodb }) => dynamodb?.SequenceNumber)
    const range = { startSequenceNumber: numbers[1], endSequenceNumber: numbers[2] }
    const { sqs, visible } = fakeFailureQueue(batchNote({ streamArn, shardId, ...range }))
    const relay = relayOf()
    const system = { lambda: relay.events, sqs, streams, dynamo: database.client }
    const answer = await redrive(system, addressOf('events', 'streamed'), { dryRun: false })
    expect(answer).toMatchObject({ sent: 2, left: [] })
    expect(sequencesIn(relay.sent)).toEqual(['s 2', 's 3'])
    expect(visible()).toEqual([])
  })

  it('ends where the batch ended, also with a record that is no new item and the last one of its shard', async () => {
    const streamArn = await streamed('ends-with-removal')
    await put('ends-with-removal', toEventItem(counterEvent('e', 1)))
    const key = { pk: { S: 'counter#e' }, sk: { N: '1' } }
    await database.client.send(new DeleteItemCommand({ TableName: 'ends-with-removal', Key: key }))
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
    const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? ''
    const start = { StreamArn: streamArn, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' as const }
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(start))
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }))
    const [first, last] = [Records[0], Records.at(-1)].map((record) => record?.dynamodb?.SequenceNumber)
    const { sqs } = fakeFailureQueue(
      batchNote({ streamArn, shardId, startSequenceNumber: first, endSequenceNumber: last }),
    )
    const relay = relayOf()
    const system = { lambda: relay.events, sqs, streams, dynamo: database.client }
    expect(await redrive(system, addressOf('events', 'ends-with-removal'), { dryRun: false })).toMatchObject({
      sent: 1,
    })
  })

  it('is found in the table by its time once the stream has lost it: rather too much than too little', async () => {
    const early = counterEvent('t', 1, 1, Date.parse('2026-04-28T12:00:00Z'))
    const within = [2, 3].map((sequence) => counterEvent('t', sequence))
    await store(early, ...within)
    const { sqs } = fakeFailureQueue(batchNote({}))
    const relay = relayOf()
    const system = { lambda: relay.events, sqs, streams, dynamo: database.client }
    await redrive(system, addressOf('events', 'events'), { dryRun: false })
    const own = sequencesIn(relay.sent).filter((one) => one.startsWith('t'))
    expect(own).toEqual(['t 2', 't 3'])
  })

  it('of commands is found in the outbox', async () => {
    const command = (id: string, timestamp: string) => ({
      pk: { S: id },
      addressee: { S: 'orders' },
      command: { S: JSON.stringify({ command_id: id, timestamp }) },
    })
    await database.client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          commands: [
            command('cmd_2', '2026-04-28T23:59:03.000Z'),
            command('cmd_1', '2026-04-28T23:59:02.000Z'),
            command('cmd_0', '2026-04-28T20:00:00.000Z'),
            { pk: { S: 'strange' }, command: { S: 'no JSON' } },
          ].map((Item) => ({ PutRequest: { Item } })),
        },
      }),
    )
    const { sqs, visible } = fakeFailureQueue(batchNote({}))
    const relay = relayOf()
    const system = { lambda: relay.commands, sqs, streams, dynamo: database.client }
    const answer = await redrive(system, addressOf('commands', 'commands'), { dryRun: false })
    expect(answer).toMatchObject({ sent: 2, left: [], overtaken: [] })
    expect(relay.sent.map((json) => JSON.parse(json).command_id)).toEqual(['cmd_1', 'cmd_2'])
    expect(visible()).toEqual([])
  })
})
