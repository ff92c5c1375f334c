import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LocalMessaging } from '../../../local/messaging/index.ts'
import { cleanUp, overTheWire, start } from './kit.ts'

let messaging: LocalMessaging
let wire: Awaited<ReturnType<typeof overTheWire>>

beforeEach(async () => {
  messaging = await start()
  wire = await overTheWire(messaging)
})
afterEach(cleanUp)

const handle = '00000000-0000-4000-8000-000000000000'
const numbered = (count: number, more: object) => Array.from({ length: count }, (_, n) => ({ Id: `e${n}`, ...more }))

const sqsBatches = [
  { action: 'SendMessageBatch', entry: { MessageBody: 'x' } },
  { action: 'DeleteMessageBatch', entry: { ReceiptHandle: handle } },
  { action: 'ChangeMessageVisibilityBatch', entry: { ReceiptHandle: handle, VisibilityTimeout: 1 } },
]

describe.each(sqsBatches)('$action', ({ action, entry }) => {
  test.each([
    ['without entries', {}, 'EmptyBatchRequest'],
    ['with no entry', { Entries: [] }, 'EmptyBatchRequest'],
    ['with 11 entries', { Entries: numbered(11, entry) }, 'TooManyEntriesInBatchRequest'],
    ['with an id twice', { Entries: [...numbered(1, entry), ...numbered(1, entry)] }, 'BatchEntryIdsNotDistinct'],
    ['with an entry without id', { Entries: [entry] }, 'InvalidBatchEntryId'],
    ['with an empty id', { Entries: [{ ...entry, Id: '' }] }, 'InvalidBatchEntryId'],
    ['with an id of 81 characters', { Entries: [{ ...entry, Id: 'a'.repeat(81) }] }, 'InvalidBatchEntryId'],
    ['with a colon in an id', { Entries: [{ ...entry, Id: 'a:b' }] }, 'InvalidBatchEntryId'],
    ['with null for an entry', { Entries: [null] }, 'SerializationException'],
    ['with a number for an id', { Entries: [{ ...entry, Id: 5 }] }, 'SerializationException'],
    ['with text for entries', { Entries: 'e0' }, 'SerializationException'],
  ])('%s is refused whole: %j', async (_, request, code) => {
    const { url } = messaging.createQueue('orders', {})
    const answer = await wire.sqs(action, JSON.stringify({ QueueUrl: url, ...request }))
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test('ids of 80 letters, digits, hyphens and underscores are fine', async () => {
    const { url } = messaging.createQueue('orders', {})
    const Entries = [{ ...entry, Id: '_-aZ09'.padEnd(80, 'x') }]
    expect((await wire.sqs(action, JSON.stringify({ QueueUrl: url, Entries }))).status).toBe(200)
  })
})

describe('SendMessageBatch', () => {
  test('more than 1 MiB together is refused whole; an entry that is too large for the queue fails alone', async () => {
    const { url } = messaging.createQueue('orders', { MaximumMessageSize: '1024' })
    const half = { MessageBody: 'x'.repeat(600_000) }
    const whole = await wire.sqs('SendMessageBatch', JSON.stringify({ QueueUrl: url, Entries: numbered(2, half) }))
    expect([whole.status, whole.code]).toEqual([400, 'BatchRequestTooLong'])
    const Entries = [
      { Id: 'large', MessageBody: 'x'.repeat(1025) },
      { Id: 'small', MessageBody: 'x' },
    ]
    const { output } = await wire.sqs('SendMessageBatch', JSON.stringify({ QueueUrl: url, Entries }))
    expect(output).toMatchObject({
      Successful: [{ Id: 'small' }],
      Failed: [{ Id: 'large', Code: 'InvalidParameterValue', SenderFault: true }],
    })
  })
})

describe('SendMessage', () => {
  const invalid = 'InvalidParameterValue'
  const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value } })
  const fine = { DataType: 'String', StringValue: 'x' }
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, fine]))

  test.each([
    ['no body', {}, 'MissingParameter'],
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a number for a body', { MessageBody: 5 }, 'SerializationException'],
    ['a delay above 15 minutes', { MessageBody: 'x', DelaySeconds: 901 }, invalid],
    ['a negative delay', { MessageBody: 'x', DelaySeconds: -1 }, invalid],
    ['a space in the group', { MessageBody: 'x', MessageGroupId: 'a b' }, invalid],
    ['a deduplication id', { MessageBody: 'x', MessageDeduplicationId: 'a' }, invalid],
    ['eleven attributes', { MessageBody: 'x', MessageAttributes: eleven }, invalid],
    [
      'an attribute with an empty value',
      { MessageBody: 'x', ...attribute('a', { ...fine, StringValue: '' }) },
      invalid,
    ],
    [
      'an attribute of an unknown type',
      { MessageBody: 'x', ...attribute('a', { ...fine, DataType: 'Text' }) },
      invalid,
    ],
    ['an attribute without a type', { MessageBody: 'x', ...attribute('a', { StringValue: 'x' }) }, invalid],
    ['text in a number', { MessageBody: 'x', ...attribute('a', { DataType: 'Number', StringValue: 'x' }) }, invalid],
    ['a reserved attribute name', { MessageBody: 'x', ...attribute('aWs.a', fine) }, invalid],
    ['an attribute name with a space', { MessageBody: 'x', ...attribute('a b', fine) }, invalid],
    ['an attribute name that ends with a period', { MessageBody: 'x', ...attribute('a.', fine) }, invalid],
    ['a list for attributes', { MessageBody: 'x', MessageAttributes: [] }, 'SerializationException'],
  ])('with %s is refused', async (_, request, code) => {
    const { url } = messaging.createQueue('orders', {})
    const answer = await wire.sqs('SendMessage', JSON.stringify({ QueueUrl: url, ...request }))
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test('to a standard queue takes a message group, and shows it', async () => {
    const { url } = messaging.createQueue('orders', {})
    await wire.sqs('SendMessage', JSON.stringify({ QueueUrl: url, MessageBody: 'x', MessageGroupId: 'tenant-1' }))
    const [record] = await messaging.queues.receive(url, { max: 1, waitMs: 0 })
    expect(record?.attributes.MessageGroupId).toBe('tenant-1')
  })

  test('to a FIFO queue needs a group and a deduplication id, and takes no delay', async () => {
    const { url } = messaging.createQueue('orders.fifo', { FifoQueue: 'true' })
    const send = (more: object) => wire.sqs('SendMessage', JSON.stringify({ QueueUrl: url, MessageBody: 'x', ...more }))
    expect((await send({ MessageDeduplicationId: 'd' })).code).toBe('MissingParameter')
    expect((await send({ MessageGroupId: 'g' })).code).toBe(invalid)
    expect((await send({ MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 2 })).code).toBe(invalid)
    expect((await send({ MessageGroupId: 'g', MessageDeduplicationId: 'd' })).status).toBe(200)
  })
})

describe('CreateQueue', () => {
  const fifo = { FifoQueue: 'true' }
  test.each([
    ['a blank in the name', 'a b', {}, 'InvalidParameterValue'],
    ['a name of 81 characters', 'a'.repeat(81), {}, 'InvalidParameterValue'],
    ['a FIFO name and no FIFO queue', 'a.fifo', {}, 'InvalidParameterValue'],
    ['a FIFO queue without the name of one', 'a', fifo, 'InvalidParameterValue'],
    ['a scope on a standard queue', 'a', { DeduplicationScope: 'queue' }, 'InvalidAttributeName'],
    ['an unknown scope', 'a.fifo', { ...fifo, DeduplicationScope: 'all' }, 'InvalidAttributeValue'],
    [
      'a limit per group without its scope',
      'a.fifo',
      { ...fifo, FifoThroughputLimit: 'perMessageGroupId' },
      'InvalidAttributeValue',
    ],
  ])('with %s is refused', async (_, QueueName, Attributes, code) => {
    const answer = await wire.sqs('CreateQueue', JSON.stringify({ QueueName, Attributes }))
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test('with what high throughput needs is taken', async () => {
    const Attributes = { ...fifo, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
    expect((await wire.sqs('CreateQueue', JSON.stringify({ QueueName: 'a.fifo', Attributes }))).status).toBe(200)
  })
})

const redrivePolicy = (RedrivePolicy: string) => ({ Attributes: { RedrivePolicy } })

describe('a number outside of its range', () => {
  const invalid = 'InvalidParameterValue'
  test.each([
    ['ListQueues', { MaxResults: -1 }, invalid],
    ['ListQueues', { MaxResults: 0 }, invalid],
    ['ListQueues', { MaxResults: 1001 }, invalid],
    ['ListQueues', { MaxResults: 1.5 }, 'SerializationException'],
    ['ListQueues', { MaxResults: 1e300 }, 'SerializationException'],
    ['ListDeadLetterSourceQueues', { MaxResults: 0 }, invalid],
    ['ReceiveMessage', { MaxNumberOfMessages: 0 }, invalid],
    ['ReceiveMessage', { MaxNumberOfMessages: 11 }, invalid],
    ['ReceiveMessage', { WaitTimeSeconds: 21 }, invalid],
    ['ReceiveMessage', { VisibilityTimeout: 43_201 }, invalid],
    ['ChangeMessageVisibility', { ReceiptHandle: handle, VisibilityTimeout: -1 }, invalid],
    ['SetQueueAttributes', { Attributes: { VisibilityTimeout: '-1' } }, 'InvalidAttributeValue'],
    ['SetQueueAttributes', { Attributes: { DelaySeconds: '901' } }, 'InvalidAttributeValue'],
    ['SetQueueAttributes', { Attributes: { MessageRetentionPeriod: '59' } }, 'InvalidAttributeValue'],
    ['SetQueueAttributes', { Attributes: { ReceiveMessageWaitTimeSeconds: '1.5' } }, 'InvalidAttributeValue'],
    ['SetQueueAttributes', { Attributes: { MaximumMessageSize: 'many' } }, 'InvalidAttributeValue'],
    ['SetQueueAttributes', redrivePolicy('no JSON'), invalid],
    ['SetQueueAttributes', redrivePolicy('[]'), invalid],
    ['SetQueueAttributes', redrivePolicy('{"maxReceiveCount":3}'), invalid],
    ['SetQueueAttributes', redrivePolicy('{"deadLetterTargetArn":"arn","maxReceiveCount":0}'), invalid],
    [
      'CreateQueue',
      { QueueName: 'b', ...redrivePolicy('{"deadLetterTargetArn":"arn","maxReceiveCount":1001}') },
      invalid,
    ],
  ])('of %s %j is refused', async (action, request, code) => {
    const { url } = messaging.createQueue('orders', {})
    const answer = await wire.sqs(action, JSON.stringify({ QueueUrl: url, ...request }))
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test('and one within it gives pages', async () => {
    const dead = messaging.createQueue('dead', {})
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 })
    for (const name of ['a', 'b', 'c']) messaging.createQueue(name, { RedrivePolicy })
    const pageOf = async (NextToken?: string) => {
      const request = { QueueUrl: dead.url, MaxResults: 2, NextToken }
      const { output } = await wire.sqs('ListDeadLetterSourceQueues', JSON.stringify(request))
      return output as { queueUrls: string[]; NextToken?: string }
    }
    const first = await pageOf()
    const second = await pageOf(first.NextToken)
    expect([first.queueUrls.length, second.queueUrls.length, second.NextToken]).toEqual([2, 1, undefined])
  })
})

describe('any JSON at all', () => {
  const actions = [...sqsBatches.map(({ action }) => action), 'SendMessage', 'DeleteMessage', 'ReceiveMessage']
  const more = [
    'GetQueueUrl',
    'GetQueueAttributes',
    'SetQueueAttributes',
    'ListQueues',
    'CreateQueue',
    'ChangeMessageVisibility',
    'StartMessageMoveTask',
    'ListMessageMoveTasks',
    'CancelMessageMoveTask',
  ]

  test('is answered with 200 or 400, never with 500', async () => {
    const { url, arn } = messaging.createQueue('orders', {})
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(url, arn, handle, 'x', -1, 0, 1.5, 1001, 1e300),
    )
    const names = ['QueueUrl', 'Entries', 'MessageBody', 'MessageAttributes', 'DelaySeconds', 'ReceiptHandle']
    const requests = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(
          ...names,
          'QueueName',
          'Attributes',
          'MaxResults',
          'SourceArn',
          'TaskHandle',
          'VisibilityTimeout',
        ),
        value,
      ),
      fc.record({
        QueueUrl: fc.constant(url),
        Entries: fc.array(fc.dictionary(fc.constantFrom('Id', ...names), value)),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...actions, ...more), requests, async (action, request) => {
        const { status, code } = await wire.sqs(action, JSON.stringify(request))
        expect(status === 200 ? '' : code, `${status} ${code}`).toMatch(status === 200 ? /^$/ : /^[A-Z]\w+$/)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 300 },
    )
  })
})

describe('PublishBatch', () => {
  const publish = (topicArn: string, entries: Record<string, string>[]) => {
    const members = entries.flatMap((entry, index) =>
      Object.entries(entry).map(([name, value]) => [`PublishBatchRequestEntries.member.${index + 1}.${name}`, value]),
    )
    return wire.sns({ Action: 'PublishBatch', TopicArn: topicArn, ...Object.fromEntries(members) })
  }
  const entry = (Id: string, more: Record<string, string> = {}) => ({ Id, Message: 'x', ...more })

  test.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['11 entries', Array.from({ length: 11 }, (_, n) => entry(`e${n}`)), 'TooManyEntriesInBatchRequest'],
    ['an id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['a period in an id', [entry('a.b')], 'InvalidBatchEntryId'],
    ['an id of 81 characters', [entry('a'.repeat(81))], 'InvalidBatchEntryId'],
    [
      'more than 256 KB',
      [entry('a', { Message: 'x'.repeat(200_000) }), entry('b', { Message: 'x'.repeat(70_000) })],
      'BatchRequestTooLong',
    ],
    ['an entry without message', [{ Id: 'a' }], 'InvalidParameter'],
    ['a deduplication id on a standard topic', [entry('a', { MessageDeduplicationId: 'd' })], 'InvalidParameter'],
  ])('with %s is refused whole', async (_, entries, code) => {
    const answer = await publish(messaging.createTopic('events', {}).arn, entries as Record<string, string>[])
    expect([answer.status, answer.code]).toEqual([400, code])
  })

  test('to a FIFO topic is refused whole when one entry has no group or no deduplication id', async () => {
    const { arn } = messaging.createTopic('events.fifo', { FifoTopic: 'true' })
    const queue = messaging.createQueue('q.fifo', { FifoQueue: 'true' })
    messaging.subscribeQueue(arn, queue.arn, {})
    const whole = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
    expect((await publish(arn, [entry('a', whole), entry('b', { MessageGroupId: 'g' })])).code).toBe('InvalidParameter')
    expect((await publish(arn, [entry('a', whole), entry('b', { MessageDeduplicationId: 'e' })])).status).toBe(400)
    expect(messaging.queueDepths(queue.arn)?.visible).toBe(0)
  })
})
