import { afterEach, describe, expect, test, vi } from 'vitest'
import { cleanUp, overTheWire, start } from './kit.ts'

afterEach(async () => {
  vi.useRealTimers()
  await cleanUp()
})

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
const redrive = (target: string, maxReceiveCount: unknown = 3) =>
  JSON.stringify({ deadLetterTargetArn: queueArn(target), maxReceiveCount })
const fifo = { FifoQueue: 'true' }

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
describe('a queue that SQS refuses is refused by the API and of a template', () => {
  const cases: [what: string, name: string, attributes: Record<string, string>, code: string, said: RegExp][] = [
    ['a timeout of 50,000 s', 'a', { VisibilityTimeout: '50000' }, 'InvalidAttributeValue', /between 0 and 43200/],
    ['a retention of 5 s', 'a', { MessageRetentionPeriod: '5' }, 'InvalidAttributeValue', /between 60 and 1209600/],
    ['messages of 99 MB', 'a', { MaximumMessageSize: '99000000' }, 'InvalidAttributeValue', /between 1024 and 1048576/],
    ['a delay of an hour', 'a', { DelaySeconds: '3600' }, 'InvalidAttributeValue', /between 0 and 900/],
    ['a poll of a minute', 'a', { ReceiveMessageWaitTimeSeconds: '60' }, 'InvalidAttributeValue', /between 0 and 20/],
    ['a key for 5 s', 'a', { KmsDataKeyReusePeriodSeconds: '5' }, 'InvalidAttributeValue', /between 60 and 86400/],
    ['half a second', 'a', { VisibilityTimeout: '0.5' }, 'InvalidAttributeValue', /between 0 and 43200/],
    ['an unknown attribute', 'a', { Colour: 'red' }, 'InvalidAttributeName', /^Unknown Attribute Colour\.$/],
    ['encryption that is neither', 'a', { SqsManagedSseEnabled: 'yes' }, 'InvalidAttributeValue', /true or false/],
    ['a policy that is no JSON', 'a', { Policy: '{' }, 'InvalidAttributeValue', /JSON document/],
    ['100 characters', 'a'.repeat(100), {}, 'InvalidParameterValue', /1 to 80 in length/],
    ['a FIFO queue without .fifo', 'orders', fifo, 'InvalidParameterValue', /must end with \.fifo/],
    ['5,000 attempts', 'a', { RedrivePolicy: redrive('dead', 5000) }, 'InvalidParameterValue', /from 1 to 1000/],
    // "The dead-letter queue of a FIFO queue must also be a FIFO queue."
    [
      'a standard queue for letters of a FIFO queue',
      'a.fifo',
      { ...fifo, RedrivePolicy: redrive('dead') },
      'InvalidParameterValue',
      /same type/,
    ],
    [
      'a FIFO queue for letters of a standard queue',
      'a',
      { RedrivePolicy: redrive('dead.fifo') },
      'InvalidParameterValue',
      /same type/,
    ],
    [
      'an unknown permission',
      'a',
      { RedriveAllowPolicy: '{"redrivePermission":"some"}' },
      'InvalidParameterValue',
      /allowAll, denyAll, byQueue/,
    ],
    [
      'sources without byQueue',
      'a',
      { RedriveAllowPolicy: '{"redrivePermission":"allowAll","sourceQueueArns":["a"]}' },
      'InvalidParameterValue',
      /only with byQueue/,
    ],
    [
      '11 sources',
      'a',
      {
        RedriveAllowPolicy: JSON.stringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: Array(11).fill(queueArn('a')),
        }),
      },
      'InvalidParameterValue',
      /1 to 10 ARNs/,
    ],
  ]

  test.each(cases)('%s', async (_, name, attributes, code, said) => {
    const messaging = await start()
    expect(() => messaging.createQueue(name, attributes)).toThrow(said)
    const { sqs } = await overTheWire(messaging)
    const answer = await sqs('CreateQueue', JSON.stringify({ QueueName: name, Attributes: attributes }))
    expect(answer).toMatchObject({ status: 400, code })
    expect(answer.output.message).toMatch(said)
  })
})

describe('a subscription that SNS refuses is refused by the API and of a template', () => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, ['a']]))
  const values = (count: number) => Array.from({ length: count }, (_, at) => `value${at}`)
  const policies: [what: string, policy: unknown, said: RegExp, scope?: string][] = [
    // "A filter policy can have a maximum of five keys."
    ['6 keys', keys(6), /can not have more than 5 keys/],
    // "The total combination of values in a filter policy must not exceed 150."
    ['151 values', { type: values(151) }, /too complex: its values make 151 combinations, at most 150/],
    ['20 types, 3 sources and 3 kinds', { type: values(20), source: values(3), kind: values(3) }, /180 combinations/],
    ['76 values, two levels deep', { data: { type: values(76) } }, /152 combinations/, 'MessageBody'],
    ['an unknown operator', { type: [{ contains: 'order' }] }, /Unrecognized match type contains/],
    ['a key without a list', { type: 'order' }, /"type" must be an object or an array/],
    ['an empty list', { type: [] }, /Empty arrays are not allowed/],
    ['a list in a list', { type: [['order']] }, /Match value must be String, number, true, false, or null/],
    ['a nested key of attributes', { data: { type: ['order'] } }, /does not support nested filter policy/],
    ['a prefix that is a number', { type: [{ prefix: 1 }] }, /prefix match pattern must be a string/],
    ['exists with a text', { type: [{ exists: 'yes' }] }, /exists match pattern must be either true or false/],
    ['half an interval', { price: [{ numeric: ['>', 1, '<'] }] }, /Invalid numeric match/],
    ['an interval that is none', { price: [{ numeric: ['>', 5, '<', 1] }] }, /Invalid numeric match/],
    ['a number beyond 10^9', { price: [1_000_000_001] }, /from -10\^9 to 10\^9/],
    ['two operators in one', { type: [{ prefix: 'a', suffix: 'b' }] }, /Only one key allowed/],
    ['a list', ['order'], /failed to parse JSON/],
  ]

  test.each(policies)('a filter policy of %s', async (_, policy, said, scope = 'MessageAttributes') => {
    const messaging = await start()
    const queue = messaging.createQueue('orders', {})
    const topic = messaging.createTopic('events', {})
    const attributes = { FilterPolicy: JSON.stringify(policy), FilterPolicyScope: scope }
    expect(() => messaging.subscribeQueue(topic.arn, queue.arn, attributes)).toThrow(said)
    const { sns } = await overTheWire(messaging)
    const answer = await sns({
      Action: 'Subscribe',
      TopicArn: topic.arn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      'Attributes.entry.1.key': 'FilterPolicyScope',
      'Attributes.entry.1.value': scope,
      'Attributes.entry.2.key': 'FilterPolicy',
      'Attributes.entry.2.value': JSON.stringify(policy),
    })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidParameter' })
    const subscribed = messaging.subscribeQueue(topic.arn, queue.arn, { FilterPolicyScope: scope })
    const changed = await sns({
      Action: 'SetSubscriptionAttributes',
      SubscriptionArn: subscribed.arn,
      AttributeName: 'FilterPolicy',
      AttributeValue: JSON.stringify(policy),
    })
    expect(changed).toMatchObject({ status: 400, code: 'InvalidParameter' })
  })

  test('what SNS takes is taken', async () => {
    const messaging = await start()
    const queue = messaging.createQueue('orders', {})
    const topic = messaging.createTopic('events', {})
    const policy = {
      type: [
        { prefix: 'order.' },
        { suffix: '.made' },
        { 'anything-but': ['a', 'b'] },
        { 'anything-but': { prefix: 'x' } },
      ],
      price: [5, { numeric: ['>', 1, '<=', 5] }, { numeric: ['=', 3] }, null, true],
      $or: [{ store: [{ exists: false }] }, { place: [{ 'equals-ignore-case': 'oslo' }] }],
    }
    messaging.subscribeQueue(topic.arn, queue.arn, { FilterPolicy: JSON.stringify(policy) })
    const body = {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: JSON.stringify({ data: { kind: Array(75).fill('a') } }),
    }
    messaging.subscribeQueue(topic.arn, queue.arn, body)
  })

  /** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html */
  test('a FIFO queue at a standard topic', async () => {
    const messaging = await start()
    const queue = messaging.createQueue('orders.fifo', fifo)
    const topic = messaging.createTopic('events', {})
    const said = 'FIFO SQS Queues can not be subscribed to standard SNS topics'
    expect(() => messaging.subscribeQueue(topic.arn, queue.arn, {})).toThrow(said)
    const { sns } = await overTheWire(messaging)
    const answer = await sns({ Action: 'Subscribe', TopicArn: topic.arn, Protocol: 'sqs', Endpoint: queue.arn })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidParameter', xml: expect.stringContaining(said) })
  })

  /** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
  test.each([
    ['a name with a dot', 'events.all', {}],
    ['257 characters', 'a'.repeat(257), {}],
    ['a FIFO topic without .fifo', 'events', { FifoTopic: 'true' }],
    ['a display name of 101 characters', 'events', { DisplayName: 'a'.repeat(101) }],
    ['deduplication of a standard topic', 'events', { ContentBasedDeduplication: 'true' }],
  ])('a topic of %s', async (_, name, attributes: Record<string, string>) => {
    const messaging = await start()
    expect(() => messaging.createTopic(name, attributes)).toThrow(/^Invalid parameter: /)
    const { sns } = await overTheWire(messaging)
    const entries = Object.entries(attributes).flatMap(([key, value], at) => [
      [`Attributes.entry.${at + 1}.key`, key],
      [`Attributes.entry.${at + 1}.value`, value],
    ])
    const answer = await sns({ Action: 'CreateTopic', Name: name, ...Object.fromEntries(entries) })
    expect(answer).toMatchObject({ status: 400, code: 'InvalidParameter' })
  })
})

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
describe('a publication', () => {
  const publish = async (parameters: Record<string, string>) => {
    const messaging = await start()
    const queue = messaging.createQueue('orders', {})
    const topic = messaging.createTopic('events', {})
    messaging.subscribeQueue(topic.arn, queue.arn, { RawMessageDelivery: 'true' })
    const { sns } = await overTheWire(messaging)
    const answer = await sns({ Action: 'Publish', TopicArn: topic.arn, Message: 'text', ...parameters })
    const received = await messaging.queues.receive(queue.url, { max: 1, waitMs: 0 })
    return { status: answer.status, code: answer.code, bodies: received.map(({ body }) => body) }
  }
  const refused = { status: 400, code: 'InvalidParameter', bodies: [] }

  test.each([
    // "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long."
    ['a subject of 100 characters', { Subject: 'a'.repeat(100) }],
    ['a subject of two lines', { Subject: 'one\ntwo' }],
    ['a subject with a control character', { Subject: 'one\u0007' }],
    ['an unknown structure', { MessageStructure: 'xml' }],
    ['a structure that is no JSON', { MessageStructure: 'json', Message: 'text' }],
    // "contain at least a top-level JSON key of "default" with a value that is a string"
    ['a structure without default', { MessageStructure: 'json', Message: '{"sqs":"text"}' }],
    ['a default that is a number', { MessageStructure: 'json', Message: '{"default":1}' }],
  ])('with %s is refused', async (_, parameters: Record<string, string>) => {
    expect(await publish(parameters)).toEqual(refused)
  })

  test('gives queues the text that is meant for them', async () => {
    const structure = (Message: object) => ({ MessageStructure: 'json', Message: JSON.stringify(Message) })
    expect(await publish(structure({ default: 'all', sqs: 'queues' }))).toMatchObject({ bodies: ['queues'] })
    expect(await publish(structure({ default: 'all', email: 'mail' }))).toMatchObject({ bodies: ['all'] })
    expect(await publish({ Subject: 'a'.repeat(99) })).toMatchObject({ status: 200, bodies: ['text'] })
  })
})

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
describe('a number in an attribute', () => {
  const send = async (text: string) => {
    const messaging = await start()
    const queue = messaging.createQueue('orders', {})
    const { sqs } = await overTheWire(messaging)
    const attributes = { price: { DataType: 'Number', StringValue: text } }
    return sqs('SendMessage', JSON.stringify({ QueueUrl: queue.url, MessageBody: 'a', MessageAttributes: attributes }))
  }

  test.each(['0', '-12.50', '1e10', '.5', '5.', '+7', '1E-128', `${'9'.repeat(38)}000`])(
    '%s is taken',
    async (text) => {
      expect(await send(text)).toMatchObject({ status: 200 })
    },
  )

  test.each(['0x10', '1_000', ' 1', '1 ', 'NaN', 'Infinity', '.', '1e', '1e127', '1e-129', '9'.repeat(39)])(
    '%s is refused',
    async (text) => {
      const answer = await send(text)
      expect(answer).toMatchObject({ status: 400, code: 'InvalidParameterValue' })
      expect(answer.output.message).toBe("Can't cast the value of message (user) attribute 'price' to a number.")
    },
  )
})

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
test('a message is hidden for twelve hours in all, however often that is extended', async () => {
  const messaging = await start()
  const queue = messaging.createQueue('orders', {})
  await messaging.queues.send(queue.url, 'a')
  const { sqs } = await overTheWire(messaging)
  const [record] = await messaging.queues.receive(queue.url, { max: 1, waitMs: 0 })
  const hide = (seconds: number) =>
    sqs(
      'ChangeMessageVisibility',
      JSON.stringify({ QueueUrl: queue.url, ReceiptHandle: record?.receiptHandle, VisibilityTimeout: seconds }),
    )
  const receivedAt = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: receivedAt + 60_000 })
  const refused = await hide(43_200)
  expect(refused).toMatchObject({ status: 400, code: 'InvalidParameterValue' })
  expect(refused.output.message).toMatch(
    /Total VisibilityTimeout for the message is beyond the limit \[43200 seconds\]/,
  )
  expect(await hide(43_000)).toMatchObject({ status: 200 })
})
