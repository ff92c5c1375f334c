import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalMessaging } from '../../../local/messaging/index.ts'
import { eventually } from '../../support/eventually.ts'
import { cleanUp, overTheWire, signedFor, start, take } from './kit.ts'

let messaging: LocalMessaging
let config: Awaited<ReturnType<typeof overTheWire>>['config']

beforeAll(async () => {
  messaging = await start()
  config = (await overTheWire(messaging)).config
})

afterAll(cleanUp)

describe('SQS over the wire', () => {
  test('a dead letter names its source; a move task brings it back as a new message', async () => {
    const sqs = new SQSClient(config)
    const dead = messaging.createQueue('moves-dlq', {})
    const redrive = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    const source = messaging.createQueue('moves', { VisibilityTimeout: '0', RedrivePolicy: redrive })
    await messaging.queues.send(source.url, 'letter', {
      attributes: { cause: { DataType: 'String', StringValue: 'x' } },
    })
    await messaging.queues.receive(source.url, take)
    await messaging.queues.receive(source.url, take)

    const { Messages: [letter] = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.url,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'],
      }),
    )
    expect(letter).toMatchObject({ Body: 'letter', Attributes: { DeadLetterQueueSourceArn: source.arn } })
    expect(letter?.MessageAttributes).toBeUndefined()
    const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }))
    expect(sources.queueUrls).toEqual([source.url])

    const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }))
    expect(TaskHandle).toBeTruthy()
    await eventually(async () => {
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))
      expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }])
    })
    const [back] = await messaging.queues.receive(source.url, take)
    expect(back).toMatchObject({ body: 'letter', messageAttributes: { cause: { stringValue: 'x' } } })
    expect(back?.messageId).not.toBe(letter?.MessageId)
  })

  test('a move task on a queue that is nobody’s dead-letter queue is refused', async () => {
    const { arn } = messaging.createQueue('alone', {})
    const starting = new SQSClient(config).send(new StartMessageMoveTaskCommand({ SourceArn: arn }))
    await expect(starting).rejects.toThrow('must be configured as a Dead Letter Queue')
  })
})

describe('SNS FIFO to SQS FIFO', () => {
  const fifoQueue = { FifoQueue: 'true' }
  const entry = (id: string, message: string, kind: string) => ({
    Id: id,
    Message: message,
    MessageGroupId: 'g',
    MessageDeduplicationId: `${id}${message}`,
    MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
  })

  test('filters on attributes and on the body; raw delivery passes body and attributes through, in order', async () => {
    const topic = messaging.createTopic('events.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'false' })
    const byAttribute = messaging.createQueue('by-attribute.fifo', fifoQueue)
    const byBody = messaging.createQueue('by-body.fifo', fifoQueue)
    messaging.subscribeQueue(topic.arn, byAttribute.arn, {
      RawMessageDelivery: 'true',
      FilterPolicy: JSON.stringify({ kind: ['created', { prefix: 'cancel' }] }),
    })
    messaging.subscribeQueue(topic.arn, byBody.arn, {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: JSON.stringify({ data: { total: [{ numeric: ['>', 10] }] } }),
    })
    const small = JSON.stringify({ data: { total: 5 } })
    const large = JSON.stringify({ data: { total: 50 } })
    const answer = await new SNSClient(config).send(
      new PublishBatchCommand({
        TopicArn: topic.arn,
        PublishBatchRequestEntries: [
          entry('1', small, 'created'),
          entry('2', large, 'updated'),
          entry('3', large, 'cancelled'),
        ],
      }),
    )
    expect(answer.Successful).toHaveLength(3)
    const attributeRecords = await messaging.queues.receive(byAttribute.url, take)
    expect(attributeRecords.map(({ body }) => body)).toEqual([small, large])
    expect(attributeRecords[0]).toMatchObject({
      attributes: { MessageGroupId: 'g' },
      messageAttributes: { kind: { stringValue: 'created' } },
    })
    const bodyRecords = await messaging.queues.receive(byBody.url, take)
    expect(bodyRecords.map(({ messageAttributes }) => messageAttributes.kind?.stringValue)).toEqual([
      'updated',
      'cancelled',
    ])
  })
})

describe('S3 over the wire', () => {
  test('a conditional put writes once', async () => {
    messaging.createBucket('archive')
    const s3 = new S3Client({ ...config, forcePathStyle: true })
    const put = (body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'day/1.json', Body: body, IfNoneMatch: '*' }))
    await put('first')
    await expect(put('second')).rejects.toMatchObject({ name: 'PreconditionFailed' })
    const object = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key: 'day/1.json' }))
    expect(await object.Body?.transformToString()).toBe('first')
  })

  test('a key of more than 1024 bytes, a path that is no UTF-8 and an unknown condition are refused', async () => {
    messaging.createBucket('archive')
    const put = async (key: string, headers: Record<string, string> = {}) => {
      const signed = { ...headers, ...signedFor('s3') }
      const answer = await fetch(`${config.endpoint}/archive/${key}`, { method: 'PUT', body: 'x', headers: signed })
      return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]]
    }
    expect(await put('k'.repeat(1024))).toEqual([200, undefined])
    expect(await put('k'.repeat(1025))).toEqual([400, 'KeyTooLongError'])
    expect(await put(encodeURIComponent('ü'.repeat(513)))).toEqual([400, 'KeyTooLongError'])
    expect((await put('%E0'))[0]).toBe(400)
    expect(await put('k', { 'if-none-match': '"etag"' })).toEqual([501, 'NotImplemented'])
  })
})
