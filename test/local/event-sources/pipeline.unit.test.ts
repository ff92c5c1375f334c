import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'
import { createEventSources, type EventSources } from '../../../local/event-sources/index.ts'
import type { LocalFunctions } from '../../../local/lambda/index.ts'
import { type LocalMessaging, startMessaging } from '../../../local/messaging/index.ts'
import { eventually } from '../../support/eventually.ts'
import { messageOf } from '../../support/log-lines.ts'
import { functionsFrom } from '../lambda/fixture.ts'

/** The real table, queues, workers and event sources, put together without a template. */
interface Pipeline {
  dynamodb: LocalDynamoDb
  messaging: LocalMessaging
  functions: LocalFunctions
  eventSources: EventSources
  lines: string[]
  stop(): Promise<void>
}

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  vi.useRealTimers()
  for (const close of open.splice(0).reverse()) await close()
})

/** Far more than the messages are worked on, however slow the machine is. */
const VISIBILITY_SECONDS = 3600

/** What failed comes again only when a test says that its visibility timeout is over. */
const stopTheClock = () => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
const endVisibilityTimeouts = () => vi.advanceTimersByTimeAsync(1000 * VISIBILITY_SECONDS)

async function start(sources: Record<string, string>, dataDir?: string): Promise<Pipeline> {
  const place = { region: 'us-east-1', accountId: '000000000000', ...(dataDir && { dataDir }) }
  const dynamodb = await startDynamoDb(place)
  const messaging = await startMessaging({ ...place, baseUrl: 'http://127.0.0.1:4566' })
  const functions = functionsFrom(sources)
  const lines: string[] = []
  functions.onLog((_, line) => lines.push(messageOf(line)))
  const eventSources = createEventSources({
    functions,
    dynamodb,
    queues: messaging.queues,
    functionArnOf: (name) => name,
    ...(dataDir && { dataDir }),
  })
  const stop = async () => {
    await eventSources.close(120_000)
    await functions[Symbol.asyncDispose]()
    await messaging.close()
    await dynamodb.close()
  }
  return { dynamodb, messaging, functions, eventSources, lines, stop }
}

const createTable = (dynamodb: LocalDynamoDb) =>
  dynamodb.call('CreateTable', {
    TableName: 'events',
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
  })

const put = (dynamodb: LocalDynamoDb, pk: string, sk: number) =>
  dynamodb.call('PutItem', { TableName: 'events', Item: { pk: { S: pk }, sk: { N: String(sk) } } })

const streamMapping = (dynamodb: LocalDynamoDb) => ({
  FunctionName: 'relay',
  EventSourceArn: dynamodb.streamArn('events') ?? '',
  StartingPosition: 'TRIM_HORIZON',
})

const logKeys = `export const handler = async ({ Records }) => {
  for (const { dynamodb } of Records) console.log(dynamodb.Keys.pk.S + ' ' + dynamodb.Keys.sk.N)
}`

test('what is written to a table reaches the function of its stream, in order per key', async () => {
  const { dynamodb, eventSources, lines, stop } = await start({ relay: logKeys })
  open.push(stop)
  await createTable(dynamodb)
  eventSources.start({ ...streamMapping(dynamodb), BatchSize: 3 })
  for (let sk = 1; sk <= 10; sk++) await Promise.all(['a', 'b', 'c'].map((pk) => put(dynamodb, pk, sk)))
  await eventually(() => expect(lines).toHaveLength(30))
  for (const pk of ['a', 'b', 'c']) {
    expect(lines.filter((line) => line.startsWith(pk))).toEqual(
      Array.from({ length: 10 }, (_, index) => `${pk} ${index + 1}`),
    )
  }
})

test('a restart on the same directory goes on after the last record', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pipeline-'))
  open.push(async () => rmSync(dataDir, { recursive: true, force: true }))
  const first = await start({ relay: logKeys }, dataDir)
  await createTable(first.dynamodb)
  first.eventSources.start(streamMapping(first.dynamodb))
  await put(first.dynamodb, 'a', 1)
  await eventually(() => expect(first.lines).toEqual(['a 1']))
  await first.stop()

  const second = await start({ relay: logKeys }, dataDir)
  open.push(second.stop)
  await put(second.dynamodb, 'a', 2)
  second.eventSources.start(streamMapping(second.dynamodb))
  await eventually(() => expect(second.lines).toEqual(['a 2']))
})

test('a FIFO queue delivers each group in order, past a failure that is tried again', async () => {
  stopTheClock()
  const failOnce = `const failed = new Set()
    export const handler = async ({ Records }) => {
      const batchItemFailures = []
      const stopped = new Set()
      for (const { messageId, body, attributes } of Records) {
        const group = attributes.MessageGroupId
        if (body === 'a2' && !failed.has(body)) { failed.add(body); stopped.add(group) }
        if (stopped.has(group)) batchItemFailures.push({ itemIdentifier: messageId })
        else console.log(body)
      }
      return { batchItemFailures }
    }`
  const { messaging, eventSources, lines, stop } = await start({ view: failOnce })
  open.push(stop)
  const { arn } = messaging.createQueue('view.fifo', {
    FifoQueue: 'true',
    VisibilityTimeout: String(VISIBILITY_SECONDS),
  })
  for (const body of ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']) {
    await messaging.queues.send(arn, body, { groupId: body.slice(0, 1), deduplicationId: body })
  }
  eventSources.start({ FunctionName: 'view', EventSourceArn: arn, FunctionResponseTypes: ['ReportBatchItemFailures'] })
  await eventually(() => expect(lines).toHaveLength(4))
  await eventually(() => expect(messaging.queueDepths(arn)).toMatchObject({ visible: 0, notVisible: 2 }))
  await endVisibilityTimeouts()
  await eventually(() => expect(lines).toHaveLength(6))
  expect(lines.filter((line) => line.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  expect(lines.filter((line) => line.startsWith('b'))).toEqual(['b1', 'b2', 'b3'])
  await eventually(() => expect(messaging.queueDepths(arn)).toMatchObject({ visible: 0, notVisible: 0 }))
})

test('a poison message ends in the dead letter queue after maxReceiveCount deliveries', async () => {
  stopTheClock()
  const { messaging, eventSources, lines, stop } = await start({
    consumer: `export const handler = async ({ Records }) => { console.log(Records[0].attributes.ApproximateReceiveCount); throw new Error('no') }`,
  })
  open.push(stop)
  const dlq = messaging.createQueue('dlq', {})
  const redrive = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 2 })
  const { arn } = messaging.createQueue('queue', {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: redrive,
  })
  eventSources.start({ FunctionName: 'consumer', EventSourceArn: arn })
  await messaging.queues.send(arn, 'poison')
  for (const delivery of ['1', '2']) {
    await eventually(() => expect(lines.filter((line) => line.length === 1)).toContain(delivery))
    await endVisibilityTimeouts()
  }
  await eventually(() => expect(messaging.queueDepths(dlq.arn)).toMatchObject({ visible: 1 }))
  expect(lines.filter((line) => line.length === 1)).toEqual(['1', '2'])
  expect(messaging.queueDepths(arn)).toMatchObject({ visible: 0, notVisible: 0 })
})
