import { afterEach, describe, expect, test, vi } from 'vitest'
import { bodies, cleanUp, dataDirectory, overTheWire, start, take } from './kit.ts'

afterEach(async () => {
  vi.useRealTimers()
  await cleanUp()
})

const FIFO = { FifoQueue: 'true' }
const PER_GROUP = { ...FIFO, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
const once = (groupId: string) => ({ groupId, deduplicationId: 'same' })

describe('a FIFO queue', () => {
  test.each([
    ['of the whole queue by default', FIFO, ['g1']],
    ['of the whole queue when it says so', { ...FIFO, DeduplicationScope: 'queue' }, ['g1']],
    ['of the message group when it says so', PER_GROUP, ['g1', 'g2']],
  ])('drops the second of two equal deduplication ids %s', async (_, attributes, expected) => {
    const { queues, createQueue } = await start()
    const { url } = createQueue('orders.fifo', attributes)
    for (const group of ['g1', 'g2', 'g1']) await queues.send(url, group, once(group))
    expect(bodies(await queues.receive(url, take))).toEqual(expected)
  })

  test('follows a change of its scope at once', async () => {
    const { queues, createQueue, setQueueAttributes } = await start()
    const { url } = createQueue('orders.fifo', FIFO)
    await queues.send(url, 'first', once('g1'))
    setQueueAttributes(url, PER_GROUP)
    await queues.send(url, 'other group', once('g2'))
    await queues.send(url, 'again', once('g1'))
    expect(bodies(await queues.receive(url, take))).toEqual(['first', 'other group'])
  })

  test('answers a repetition with the id and sequence number of the first', async () => {
    const messaging = await start()
    const { url } = messaging.createQueue('orders.fifo', PER_GROUP)
    const { sqs } = await overTheWire(messaging)
    const send = (MessageGroupId: string) => {
      const request = { QueueUrl: url, MessageBody: 'x', MessageGroupId, MessageDeduplicationId: 'd' }
      return sqs('SendMessage', JSON.stringify(request))
    }
    const [first, repeated, other] = [await send('g1'), await send('g1'), await send('g2')]
    expect(repeated.output).toEqual(first.output)
    expect(other.output.MessageId).not.toBe(first.output.MessageId)
  })

  test('remembers for five minutes, also across a restart and a kill', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const dataDir = dataDirectory()
    const before = await start(dataDir)
    const { url } = before.createQueue('orders.fifo', PER_GROUP)
    await before.queues.send(url, 'first', once('g1'))
    const [record] = await before.queues.receive(url, take)
    await before.queues.delete(url, [record?.receiptHandle ?? ''])

    vi.setSystemTime(Date.now() + 299_000)
    // Nothing is closed: what a killed process leaves behind is what counts.
    const after = await start(dataDir)
    await after.queues.send(url, 'repeated', once('g1'))
    expect(await after.queues.receive(url, take)).toEqual([])
    vi.setSystemTime(Date.now() + 2_000)
    const later = await start(dataDir)
    await later.queues.send(url, 'five minutes later', once('g1'))
    expect(bodies(await later.queues.receive(url, take))).toEqual(['five minutes later'])
  })

  test('that was deleted and made anew remembers nothing', async () => {
    const dataDir = dataDirectory()
    const messaging = await start(dataDir)
    const { url } = messaging.createQueue('orders.fifo', FIFO)
    await messaging.queues.send(url, 'first', once('g1'))
    const { sqs } = await overTheWire(messaging)
    expect((await sqs('DeleteQueue', JSON.stringify({ QueueUrl: url }))).status).toBe(200)
    messaging.createQueue('orders.fifo', FIFO)
    await messaging.queues.send(url, 'second', once('g1'))
    expect(bodies(await messaging.queues.receive(url, take))).toEqual(['second'])
  })
})

describe('a FIFO topic', () => {
  const publish = (topicArn: string, group: string, more: Record<string, string> = {}) => ({
    Action: 'Publish',
    TopicArn: topicArn,
    Message: group,
    MessageGroupId: group,
    MessageDeduplicationId: 'same',
    ...more,
  })

  test.each([
    ['the whole topic by default', {}, ['g1']],
    ['the message group when it says so', { FifoThroughputScope: 'MessageGroup' }, ['g1', 'g2']],
  ])('accepts a repetition within %s and does not deliver it', async (_, attributes, expected) => {
    const messaging = await start()
    const topic = messaging.createTopic('events.fifo', { FifoTopic: 'true', ...attributes })
    const queue = messaging.createQueue('orders.fifo', PER_GROUP)
    messaging.subscribeQueue(topic.arn, queue.arn, { RawMessageDelivery: 'true' })
    const { sns } = await overTheWire(messaging)
    const answers = []
    for (const group of ['g1', 'g2', 'g1']) answers.push(await sns(publish(topic.arn, group)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const messageId = ({ xml }: { xml: string } = { xml: '' }) => /<MessageId>(.*?)</.exec(xml)?.[1]
    expect(messageId(answers[2])).toBe(messageId(answers[0]))
    expect(bodies(await messaging.queues.receive(queue.url, take))).toEqual(expected)
  })

  test('remembers across a restart; content is an id of its own when the topic says so', async () => {
    const dataDir = dataDirectory()
    const declare = async () => {
      const messaging = await start(dataDir)
      const attributes = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }
      const topic = messaging.createTopic('events.fifo', attributes)
      const queue = messaging.createQueue('orders.fifo', PER_GROUP)
      messaging.subscribeQueue(topic.arn, queue.arn, { RawMessageDelivery: 'true' })
      return { messaging, topic, queue, ...(await overTheWire(messaging)) }
    }
    const content = (topicArn: string, Message: string) => {
      const { MessageDeduplicationId: _, ...rest } = publish(topicArn, 'g1', { Message })
      return rest
    }
    const before = await declare()
    await before.sns(content(before.topic.arn, 'one'))
    const after = await declare()
    await after.sns(content(after.topic.arn, 'one'))
    await after.sns(content(after.topic.arn, 'two'))
    expect(bodies(await after.messaging.queues.receive(after.queue.url, take))).toEqual(['one', 'two'])
  })
})
