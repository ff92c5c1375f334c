import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type LocalMessaging, startMessaging } from '../../../local/messaging/index.ts'

const ARN = 'arn:aws:sqs:us-east-1:000000000000:'
const started: LocalMessaging[] = []
const directories: string[] = []

async function start(dataDir?: string): Promise<LocalMessaging> {
  const messaging = await startMessaging({
    region: 'us-east-1',
    accountId: '000000000000',
    baseUrl: 'http://127.0.0.1:4566',
    ...(dataDir && { dataDir }),
  })
  started.push(messaging)
  return messaging
}

async function listSubscriptions(serve: LocalMessaging['serve']): Promise<string[]> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', connection: 'close' },
    body: 'Action=ListSubscriptions',
  })
  const endpoints = [...(await answer.text()).matchAll(/<Endpoint>([^<]+)/g)].map(([, endpoint = '']) => endpoint)
  server.close()
  return endpoints
}

const bodies = (records: { body: string }[]) => records.map((record) => record.body)
const take = { max: 10, waitMs: 0 }

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(started.splice(0).map((messaging) => messaging.close()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

describe('standard queue', () => {
  test('a record has the shape that Lambda gives to a function', async () => {
    const { queues, createQueue } = await start()
    createQueue('orders', {})
    await queues.send(`${ARN}orders`, 'hello', { attributes: { kind: { DataType: 'String', StringValue: 'x' } } })
    const [record] = await queues.receive(`${ARN}orders`, take)
    expect(record).toMatchObject({
      body: 'hello',
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: { kind: { dataType: 'String', stringValue: 'x', stringListValues: [], binaryListValues: [] } },
      eventSource: 'aws:sqs',
      eventSourceARN: `${ARN}orders`,
      awsRegion: 'us-east-1',
    })
  })

  test('a long poll wakes up on a send, long before its timeout', async () => {
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders', {})
    const receiving = queues.receive(url, { max: 10, waitMs: 60_000 })
    await queues.send(url, 'a')
    expect(bodies(await receiving)).toEqual(['a'])
  })

  test('an aborted long poll ends empty and takes no message', async () => {
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders', {})
    const abort = new AbortController()
    const receiving = queues.receive(url, { max: 10, waitMs: 60_000, signal: abort.signal })
    abort.abort()
    expect(await receiving).toEqual([])
    await queues.send(url, 'a')
    expect(bodies(await queues.receive(url, take))).toEqual(['a'])
  })

  test('a long poll wakes up when a visibility timeout or a delay ends', async () => {
    vi.useFakeTimers()
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders', { VisibilityTimeout: '30' })
    await queues.send(url, 'hidden')
    await queues.receive(url, take)
    await queues.send(url, 'delayed', { delaySeconds: 10 })
    const first = queues.receive(url, { max: 10, waitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(10_001)
    expect(bodies(await first)).toEqual(['delayed'])
    const second = queues.receive(url, { max: 10, waitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(20_001)
    const [record] = await second
    expect(record).toMatchObject({ body: 'hidden', attributes: { ApproximateReceiveCount: '2' } })
  })

  test('the age of the oldest message leaves out what was received three times, but not what SQS has moved', async () => {
    vi.useFakeTimers()
    const messaging = await start()
    const { queues, createQueue } = messaging
    const dead = createQueue('dead', {})
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 4 })
    const { url } = createQueue('orders', { VisibilityTimeout: '0', RedrivePolicy })
    await queues.send(url, 'a')
    await vi.advanceTimersByTimeAsync(60_000)
    for (const age of [60, 60, 0, 0]) {
      await queues.receive(url, take)
      expect(messaging.queueDepths('orders')?.oldestAgeSeconds).toBe(age)
    }
    await queues.receive(url, take)
    expect(messaging.queueDepths('dead')).toMatchObject({ visible: 1, oldestAgeSeconds: 60 })
  })

  test('visibility 0 makes a message receivable at once; another value moves its time', async () => {
    vi.useFakeTimers()
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders', {})
    await queues.send(url, 'a')
    const [first] = await queues.receive(url, take)
    await queues.changeVisibility(url, first?.receiptHandle ?? '', 0)
    const [second] = await queues.receive(url, take)
    expect(second?.body).toBe('a')
    await queues.changeVisibility(url, second?.receiptHandle ?? '', 300)
    const third = queues.receive(url, { max: 1, waitMs: 400_000 })
    await vi.advanceTimersByTimeAsync(299_000)
    expect(await Promise.race([third, 'still waiting'])).toBe('still waiting')
    await vi.advanceTimersByTimeAsync(1_001)
    expect(bodies(await third)).toEqual(['a'])
  })

  test('a message received too often moves to the dead-letter queue and remembers its source', async () => {
    const { queues, createQueue, queueDepths } = await start()
    const dead = createQueue('orders-dlq', {})
    const redrive = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 })
    const { url } = createQueue('orders', { VisibilityTimeout: '0', RedrivePolicy: redrive })
    await queues.send(url, 'poison')
    expect(bodies(await queues.receive(url, take))).toEqual(['poison'])
    expect(bodies(await queues.receive(url, take))).toEqual(['poison'])
    expect(queueDepths(dead.arn)?.visible).toBe(0)
    expect(await queues.receive(url, take)).toEqual([])
    const [letter] = await queues.receive(dead.url, take)
    expect(letter).toMatchObject({ body: 'poison', attributes: { DeadLetterQueueSourceArn: `${ARN}orders` } })
  })

  test('a message past its retention period is gone', async () => {
    vi.useFakeTimers()
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders', { MessageRetentionPeriod: '60' })
    await queues.send(url, 'old')
    vi.setSystemTime(Date.now() + 61_000)
    expect(await queues.receive(url, take)).toEqual([])
  })

  test('depths count what is visible, in flight and delayed', async () => {
    const { queues, createQueue, queueDepths } = await start()
    const { url } = createQueue('orders', {})
    await queues.send(url, 'a')
    await queues.send(url, 'b')
    await queues.send(url, 'c', { delaySeconds: 60 })
    await queues.receive(url, { max: 1, waitMs: 0 })
    expect(queueDepths(url)).toMatchObject({ visible: 1, notVisible: 1, delayed: 1 })
  })

  test('an unknown queue rejects', async () => {
    const { queues } = await start()
    await expect(queues.send(`${ARN}nothing`, 'a')).rejects.toThrow(`No queue ${ARN}nothing`)
  })
})

describe('FIFO queue', () => {
  const fifo = { FifoQueue: 'true', VisibilityTimeout: '30' }
  let next = 0
  const id = () => ({ deduplicationId: `d${next++}` })

  test('one receive takes a group in order; the group is locked until it is deleted', async () => {
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders.fifo', fifo)
    for (const body of ['a1', 'a2', 'a3']) await queues.send(url, body, { groupId: 'a', ...id() })
    await queues.send(url, 'b1', { groupId: 'b', ...id() })
    const first = await queues.receive(url, { max: 2, waitMs: 0 })
    expect(bodies(first)).toEqual(['a1', 'a2'])
    const second = await queues.receive(url, take)
    expect(bodies(second)).toEqual(['b1'])
    const waiting = queues.receive(url, { max: 10, waitMs: 60_000 })
    await queues.delete(
      url,
      first.map((record) => record.receiptHandle),
    )
    expect(bodies(await waiting)).toEqual(['a3'])
  })

  test('messages that come back keep their order, whatever order they come back in', async () => {
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders.fifo', fifo)
    for (const body of ['1', '2', '3']) await queues.send(url, body, { groupId: 'a', ...id() })
    const received = await queues.receive(url, { max: 2, waitMs: 0 })
    for (const record of received.reverse()) await queues.changeVisibility(url, record.receiptHandle, 0)
    expect(bodies(await queues.receive(url, take))).toEqual(['1', '2', '3'])
  })

  test('the same deduplication id within five minutes is sent once', async () => {
    vi.useFakeTimers()
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders.fifo', fifo)
    const same = { groupId: 'a', deduplicationId: 'same' }
    await queues.send(url, '1', same)
    await queues.send(url, '2', same)
    vi.setSystemTime(Date.now() + 301_000)
    await queues.send(url, '3', same)
    expect(bodies(await queues.receive(url, take))).toEqual(['1', '3'])
  })

  test('a poison message moves to the dead-letter queue and frees its group', async () => {
    vi.useFakeTimers()
    const { queues, createQueue } = await start()
    const dead = createQueue('orders-dlq.fifo', { FifoQueue: 'true' })
    const redrive = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    const { url } = createQueue('orders.fifo', { ...fifo, RedrivePolicy: redrive })
    await queues.send(url, 'poison', { groupId: 'a', ...id() })
    vi.setSystemTime(Date.now() + 60_000)
    await queues.send(url, 'next', { groupId: 'a', ...id() })
    const [poison] = await queues.receive(url, { max: 1, waitMs: 0 })
    await queues.changeVisibility(url, poison?.receiptHandle ?? '', 0)
    expect(bodies(await queues.receive(url, take))).toEqual(['next'])
    const [letter] = await queues.receive(dead.url, take)
    // As AWS says of FIFO queues: "the enqueue timestamp resets when the message is moved to a dead-letter queue".
    expect(letter).toMatchObject({ body: 'poison', attributes: { SentTimestamp: String(Date.now()) } })
  })
})

describe('on disk', () => {
  test('a restart keeps messages, receive counts and group order; what was in flight comes back at once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'queues-'))
    directories.push(dataDir)
    const before = await start(dataDir)
    const fifo = before.createQueue('orders.fifo', { FifoQueue: 'true' })
    const plain = before.createQueue('plain', { VisibilityTimeout: '600' })
    for (const body of ['1', '2', '3']) {
      await before.queues.send(fifo.url, body, { groupId: 'a', deduplicationId: body })
    }
    await before.queues.receive(fifo.url, { max: 2, waitMs: 0 })
    await before.queues.send(plain.url, 'hidden')
    await before.queues.send(plain.url, 'back')
    const [, back] = await before.queues.receive(plain.url, take)
    await before.queues.changeVisibility(plain.url, back?.receiptHandle ?? '', 0)

    // Nothing is closed: what a killed process leaves behind is what counts.
    const after = await start(dataDir)
    expect(after.createQueue('plain', { VisibilityTimeout: '600' })).toEqual(plain)
    expect(bodies(await after.queues.receive(fifo.url, take))).toEqual(['1', '2', '3'])
    const records = await after.queues.receive(plain.url, take)
    expect(records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount]).sort()).toEqual([
      ['back', '2'],
      ['hidden', '2'],
    ])
  })

  test('a subscription that the template no longer has delivers nothing after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'queues-'))
    directories.push(dataDir)
    const run = async (names: string[]) => {
      const messaging = await start(dataDir)
      const topic = messaging.createTopic('events', {})
      for (const name of names) messaging.subscribeQueue(topic.arn, messaging.createQueue(name, {}).arn, {})
      messaging.dropLeftOvers()
      return messaging
    }
    await (await run(['kept', 'removed'])).close()
    started.pop()
    const { serve } = await run(['kept'])
    expect(await listSubscriptions(serve)).toEqual([`${ARN}kept`])
  })
})
