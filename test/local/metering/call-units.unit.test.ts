import { describe, expect, it } from 'vitest'
import { type MeteredCall, unitsOf } from '../../../local/metering/call-units.ts'
import { apiChunksOf, chunksOf } from '../../../local/metering/units.ts'

const KB = 1024
const call = (service: string, more: Partial<MeteredCall>): MeteredCall => ({
  service,
  method: 'POST',
  path: '/',
  target: '',
  body: '',
  ...more,
})
const json = (service: string, target: string, input: object) =>
  Object.fromEntries(unitsOf(call(service, { target, body: JSON.stringify(input) })))

// https://aws.amazon.com/sqs/pricing/: "Every 64 KB chunk of a payload is billed as 1 request (for example, an API action with a
// 256 KB payload is billed as 4 requests)."
describe('a request of SQS', () => {
  const queue = 'http://127.0.0.1/000000000000/orders'
  const send = (bytes: number) =>
    json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: queue, MessageBody: 'x'.repeat(bytes) })

  it('is billed once for each 64 KB of its payload that it begins', () => {
    expect([0, 1, 64 * KB, 64 * KB + 1, 256 * KB].map(chunksOf)).toEqual([1, 1, 1, 2, 4])
    expect(send(64 * KB)).toEqual({ sqsStandardRequests: 1 })
    expect(send(256 * KB)).toEqual({ sqsStandardRequests: 4 })
  })

  it('is one for a whole batch, by the size of all its messages, attributes included', () => {
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x'.repeat(6 * KB) }))
    const batch = (more: object) => json('sqs', 'AmazonSQS.SendMessageBatch', { QueueUrl: queue, Entries, ...more })
    expect(batch({})).toEqual({ sqsStandardRequests: 1 })
    const attributes = { type: { DataType: 'String', StringValue: 'x'.repeat(5 * KB) } }
    expect(batch({ Entries: [...Entries.slice(1), { ...Entries[0], MessageAttributes: attributes }] })).toEqual({
      sqsStandardRequests: 2,
    })
  })

  it('has another price on a FIFO queue', () => {
    const input = { QueueUrl: `${queue}.fifo`, ReceiptHandle: 'r', VisibilityTimeout: 3 }
    expect(json('sqs', 'AmazonSQS.ChangeMessageVisibility', input)).toEqual({ sqsFifoRequests: 1 })
  })

  it('counts once when it cannot be read', () => {
    expect(unitsOf(call('sqs', { body: '{' }))).toEqual([['sqsStandardRequests', 1]])
  })
})

// https://aws.amazon.com/sns/pricing/: FIFO topics by publish requests and payload; standard ones by requests of 64 KB.
describe('a publish of SNS', () => {
  const publish = (topic: string, parameters: Record<string, string>) =>
    Object.fromEntries(
      unitsOf(call('sns', { body: new URLSearchParams({ TopicArn: topic, ...parameters }).toString() })),
    )

  it('is one request on a FIFO topic however many messages a batch has, and as many bytes as these', () => {
    const two = {
      Action: 'PublishBatch',
      'PublishBatchRequestEntries.member.1.Id': 'a',
      'PublishBatchRequestEntries.member.1.Message': 'äx',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name': 'type',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.DataType': 'String',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue': 'order',
      'PublishBatchRequestEntries.member.2.Id': 'b',
      'PublishBatchRequestEntries.member.2.Message': 'xyz',
    }
    expect(publish('arn:aws:sns:x:0:t.fifo', two)).toEqual({ snsFifoPublishes: 1, snsFifoPublishedBytes: 21 })
  })

  it('is billed by 64 KB on a standard topic', () => {
    expect(publish('arn:aws:sns:x:0:t', { Action: 'Publish', Message: 'x'.repeat(65 * KB) })).toEqual({
      snsStandardPublishes: 2,
    })
  })

  it('is what costs; other actions do not', () => {
    expect(publish('arn:aws:sns:x:0:t', { Action: 'GetTopicAttributes' })).toEqual({})
  })
})

describe('the other services', () => {
  // https://aws.amazon.com/eventbridge/pricing/: "Each 64 KB chunk of a payload is billed as 1 event"; sizes by
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html, 14 bytes for a time.
  it('EventBridge: each entry by itself, in chunks of 64 KB of time, source, type, detail and resources', () => {
    const entry = (detail: number, more: object = {}) => ({
      Source: 's',
      DetailType: 't',
      Detail: 'x'.repeat(detail),
      ...more,
    })
    const put = (...Entries: object[]) => json('events', 'AWSEvents.PutEvents', { Entries })
    expect(put(entry(10), entry(10))).toEqual({ eventBridgeEvents: 2 })
    expect(put(entry(64 * KB - 2))).toEqual({ eventBridgeEvents: 1 })
    expect(put(entry(64 * KB - 2, { Time: 1_777_372_200 }))).toEqual({ eventBridgeEvents: 2 })
    expect(json('events', 'AWSEvents.DescribeRule', { Name: 'r' })).toEqual({})
  })

  // https://aws.amazon.com/s3/pricing/: "PUT, COPY, POST, LIST requests", "GET, SELECT, and all other requests"; "DELETE … free".
  it('S3: writes and lists cost one price, reads another, deletes nothing', () => {
    const s3 = (method: string, path: string) => Object.fromEntries(unitsOf(call('s3', { method, path })))
    expect(s3('PUT', '/bucket/key')).toEqual({ s3Writes: 1 })
    expect(s3('GET', '/bucket?list-type=2&prefix=a/b')).toEqual({ s3Writes: 1 })
    expect(s3('GET', '/bucket/key?x=1')).toEqual({ s3Reads: 1 })
    expect(s3('HEAD', '/bucket/key')).toEqual({ s3Reads: 1 })
    expect(s3('DELETE', '/bucket/key')).toEqual({})
  })

  // https://aws.amazon.com/ses/pricing/
  it('SES: each recipient', () => {
    const Destination = {
      ToAddresses: ['a@example.com', 'b@example.com'],
      CcAddresses: ['c@example.com'],
      BccAddresses: null,
    }
    const mail = (path: string) =>
      Object.fromEntries(unitsOf(call('ses', { path, body: JSON.stringify({ Destination }) })))
    expect(mail('/v2/email/outbound-emails')).toEqual({ sesRecipients: 3 })
    expect(mail('/v2/email/identities')).toEqual({})
  })

  // "$0.05 per 10,000 API calls", whichever: https://aws.amazon.com/secrets-manager/pricing/
  it('counts every call of Secrets Manager', () => {
    const read = call('secretsmanager', { target: 'secretsmanager.GetSecretValue' })
    expect(Object.fromEntries(unitsOf(read))).toEqual({ secretsManagerCalls: 1 })
  })

  // https://aws.amazon.com/api-gateway/pricing/: "HTTP APIs are metered in 512 KB increments."
  it('API Gateway: 512 KB a request', () => {
    expect([0, 512 * KB, 512 * KB + 1].map(apiChunksOf)).toEqual([1, 1, 2])
  })

  it('DynamoDB Streams: GetRecords of others than Lambda', () => {
    expect(json('dynamodb', 'DynamoDBStreams_20120810.GetRecords', {})).toEqual({ dynamodbStreamReads: 1 })
    expect(json('dynamodb', 'DynamoDB_20120810.PutItem', {})).toEqual({})
  })
})
