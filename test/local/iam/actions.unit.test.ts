import { describe, expect, it } from 'vitest'
import { requirementsOf } from '../../../local/iam/actions/index.ts'
import type { AwsRequest } from '../../../local/ports.ts'
import { accountId } from './kit.ts'

const surroundings = {
  region: 'us-east-1',
  accountId,
  partitionKeyOf: (_table: string, index?: string) => (index === undefined ? 'pk' : 'customer'),
  secretArnOf: (id: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${id}-a1b2c3`,
}

const request = (service: string, parts: Partial<AwsRequest>): AwsRequest => ({
  service,
  region: 'us-east-1',
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: { host: '127.0.0.1:4566' },
  body: Buffer.alloc(0),
  ...parts,
})

const required = (service: string, parts: Partial<AwsRequest>) => requirementsOf(request(service, parts), surroundings)

const json = (service: string, target: string, input: unknown) =>
  required(service, { headers: { 'x-amz-target': target }, body: Buffer.from(JSON.stringify(input)) })

const dynamodb = (operation: string, input: object) => json('dynamodb', `DynamoDB_20120810.${operation}`, input)

const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`
const orders = arnOf('dynamodb', 'table/orders')
const stock = arnOf('dynamodb', 'table/stock')
const leading = (...keys: string[]) => expect.objectContaining({ 'dynamodb:leadingkeys': keys })
const S = (text: string) => ({ S: text })

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
describe('DynamoDB', () => {
  it.each([
    ['GetItem', { Key: { pk: S('a'), sk: S('b') } }],
    ['PutItem', { Item: { pk: S('a'), other: S('b') } }],
    ['UpdateItem', { Key: { pk: S('a') } }],
    ['DeleteItem', { Key: { pk: S('a') } }],
  ])('%s: its own action on the table, with the key of the item', (operation, input) => {
    expect(dynamodb(operation, { TableName: 'orders', ...input })).toEqual([
      { action: `dynamodb:${operation}`, resource: orders, context: leading('a') },
    ])
  })

  it('names the table by its name, whatever ARN it was given', () => {
    const given = { TableName: 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders', Key: { pk: { N: '7' } } }
    expect(dynamodb('GetItem', given)).toEqual([
      { action: 'dynamodb:GetItem', resource: orders, context: leading('7') },
    ])
  })

  it('batches: one access per table, with the keys of all of its items', () => {
    const reads = { orders: { Keys: [{ pk: S('a') }, { pk: S('b') }] }, stock: { Keys: [{ pk: S('c') }] } }
    expect(dynamodb('BatchGetItem', { RequestItems: reads })).toEqual([
      { action: 'dynamodb:BatchGetItem', resource: orders, context: leading('a', 'b') },
      { action: 'dynamodb:BatchGetItem', resource: stock, context: leading('c') },
    ])
    const writes = [{ PutRequest: { Item: { pk: S('a') } } }, { DeleteRequest: { Key: { pk: S('b') } } }]
    expect(dynamodb('BatchWriteItem', { RequestItems: { orders: writes } })).toEqual([
      { action: 'dynamodb:BatchWriteItem', resource: orders, context: leading('a', 'b') },
    ])
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  it('transactions: the action of the operation that each member stands for, with its own key', () => {
    const TransactItems = [
      { Put: { TableName: 'orders', Item: { pk: S('a') } } },
      { Update: { TableName: 'stock', Key: { pk: S('b') } } },
      { Delete: { TableName: 'stock', Key: { pk: S('c') } } },
      { ConditionCheck: { TableName: 'orders', Key: { pk: S('d') } } },
    ]
    const within = (operation: string, key: string) =>
      expect.objectContaining({ 'dynamodb:enclosingoperation': operation, 'dynamodb:leadingkeys': [key] })
    expect(dynamodb('TransactWriteItems', { TransactItems })).toEqual([
      { action: 'dynamodb:PutItem', resource: orders, context: within('TransactWriteItems', 'a') },
      { action: 'dynamodb:UpdateItem', resource: stock, context: within('TransactWriteItems', 'b') },
      { action: 'dynamodb:DeleteItem', resource: stock, context: within('TransactWriteItems', 'c') },
      { action: 'dynamodb:ConditionCheckItem', resource: orders, context: within('TransactWriteItems', 'd') },
    ])
    const reads = { TransactItems: [{ Get: { TableName: 'orders', Key: { pk: S('a') } } }] }
    expect(dynamodb('TransactGetItems', reads)).toEqual([
      { action: 'dynamodb:GetItem', resource: orders, context: within('TransactGetItems', 'a') },
    ])
  })

  it.each([
    ['pk = :pk', {}],
    ['pk=:pk', {}],
    ['#p = :pk AND sk BETWEEN :low AND :high', { '#p': 'pk' }],
    ['begins_with(sk, :low) and (pk = :pk)', {}],
    ['(pk = :pk)AND(sk > :low)', {}],
    ['#and = :pk AND sk > :low', { '#and': 'pk' }],
  ])('a query with %s reads one partition', (KeyConditionExpression, ExpressionAttributeNames) => {
    const ExpressionAttributeValues = { ':pk': S('a'), ':low': S('0'), ':high': S('9') }
    const input = { TableName: 'orders', KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues }
    expect(dynamodb('Query', input)).toEqual([{ action: 'dynamodb:Query', resource: orders, context: leading('a') }])
  })

  it('a query of an index is one of the index, by its own key', () => {
    const KeyConditions = { customer: { ComparisonOperator: 'EQ', AttributeValueList: [S('c')] } }
    expect(dynamodb('Query', { TableName: 'orders', IndexName: 'by-customer', KeyConditions })).toEqual([
      { action: 'dynamodb:Query', resource: `${orders}/index/by-customer`, context: leading('c') },
    ])
  })

  it.each([
    [
      'a condition on another attribute only',
      { KeyConditionExpression: 'sk = :a', ExpressionAttributeValues: { ':a': S('x') } },
    ],
    [
      'a condition that is turned round',
      { KeyConditionExpression: ':a = pk', ExpressionAttributeValues: { ':a': S('x') } },
    ],
    ['a value that is not given', { KeyConditionExpression: 'pk = :a' }],
    [
      'two conditions on the key',
      { KeyConditionExpression: 'pk = :a AND pk = :b', ExpressionAttributeValues: { ':a': S('x'), ':b': S('y') } },
    ],
    ['no condition', {}],
  ])('a query with %s is judged by a key that nobody is granted', (_, input) => {
    expect(dynamodb('Query', { TableName: 'orders', ...input })?.[0]?.context).toEqual(leading(''))
  })

  it('a scan has no leading keys', () => {
    const [access] = dynamodb('Scan', { TableName: 'orders' }) ?? []
    expect(access).toMatchObject({ action: 'dynamodb:Scan', resource: orders })
    expect(access?.context).not.toHaveProperty('dynamodb:leadingkeys')
  })

  it('streams, by their ARN or by an iterator', () => {
    const stream = `${orders}/stream/1`
    const streams = (operation: string, input: object) =>
      json('dynamodb', `DynamoDBStreams_20120810.${operation}`, input)
    expect(streams('DescribeStream', { StreamArn: stream })?.[0]).toMatchObject({ resource: stream })
    expect(streams('GetRecords', { ShardIterator: `${stream}|1|abc` })).toEqual([
      { action: 'dynamodb:GetRecords', resource: stream, context: {} },
    ])
    expect(streams('ListStreams', {})).toEqual([{ action: 'dynamodb:ListStreams', resource: '*', context: {} }])
  })
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
describe('SQS', () => {
  const queue = arnOf('sqs', 'orders')
  it.each([
    ['SendMessage', 'SendMessage'],
    ['SendMessageBatch', 'SendMessage'],
    ['DeleteMessageBatch', 'DeleteMessage'],
    ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibility'],
    ['ReceiveMessage', 'ReceiveMessage'],
  ])('%s demands %s on the queue', (operation, action) => {
    const input = { QueueUrl: `http://127.0.0.1:4566/${accountId}/orders` }
    expect(json('sqs', `AmazonSQS.${operation}`, input)).toEqual([
      { action: `sqs:${action}`, resource: queue, context: {} },
    ])
  })

  it('moving messages demands what moving consists of', () => {
    const input = { SourceArn: `${queue}-dlq`, DestinationArn: queue }
    const actions = json('sqs', 'AmazonSQS.StartMessageMoveTask', input)?.map(({ action, resource }) => [
      action,
      resource,
    ])
    expect(actions).toEqual([
      ['sqs:StartMessageMoveTask', `${queue}-dlq`],
      ['sqs:ReceiveMessage', `${queue}-dlq`],
      ['sqs:DeleteMessage', `${queue}-dlq`],
      ['sqs:GetQueueAttributes', `${queue}-dlq`],
      ['sqs:SendMessage', queue],
    ])
  })
})

describe('the other services', () => {
  const form = (parameters: Record<string, string>) => ({ body: Buffer.from(String(new URLSearchParams(parameters))) })

  it('SNS: batches have no action of their own', () => {
    const topic = arnOf('sns', 'events.fifo')
    expect(required('sns', form({ Action: 'PublishBatch', TopicArn: topic }))).toEqual([
      { action: 'SNS:Publish', resource: topic, context: {} },
    ])
  })

  it('EventBridge: each entry with its bus, source and type', () => {
    const Entries = [
      { EventBusName: 'pipeline', Source: 'order-service', DetailType: 'order.created' },
      { EventBusName: arnOf('events', 'event-bus/other') },
      {},
    ]
    expect(json('events', 'AWSEvents.PutEvents', { Entries })).toEqual([
      {
        action: 'events:PutEvents',
        resource: arnOf('events', 'event-bus/pipeline'),
        context: { 'events:source': 'order-service', 'events:detail-type': 'order.created' },
      },
      { action: 'events:PutEvents', resource: arnOf('events', 'event-bus/other'), context: {} },
      { action: 'events:PutEvents', resource: arnOf('events', 'event-bus/default'), context: {} },
    ])
  })

  it('Scheduler: who sets a schedule passes the role that it acts with', () => {
    const body = Buffer.from(
      JSON.stringify({ GroupName: 'deadlines', Target: { RoleArn: 'arn:aws:iam::0:role/deadlines' } }),
    )
    expect(required('scheduler', { path: '/schedules/ord_1', body })).toEqual([
      { action: 'scheduler:CreateSchedule', resource: arnOf('scheduler', 'schedule/deadlines/ord_1'), context: {} },
      {
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::0:role/deadlines',
        context: { 'iam:passedtoservice': 'scheduler.amazonaws.com' },
      },
    ])
    const query = new URLSearchParams({ groupName: 'deadlines' })
    expect(required('scheduler', { method: 'DELETE', path: '/schedules/ord_1', query })).toEqual([
      { action: 'scheduler:DeleteSchedule', resource: arnOf('scheduler', 'schedule/deadlines/ord_1'), context: {} },
    ])
  })

  it('SES: the identity of the sender and the configuration set, with sender and recipients', () => {
    const input = {
      FromEmailAddress: 'Orders <orders@example.com>',
      Destination: { ToAddresses: ['a@example.com'], BccAddresses: ['b@example.com'] },
      ConfigurationSetName: 'tracked',
    }
    const context = {
      'ses:apiversion': '2',
      'ses:fromaddress': 'orders@example.com',
      'ses:recipients': ['a@example.com', 'b@example.com'],
    }
    const body = Buffer.from(JSON.stringify(input))
    expect(required('ses', { path: '/v2/email/outbound-emails', body })).toEqual([
      { action: 'ses:SendEmail', resource: arnOf('ses', 'identity/orders@example.com'), context },
      { action: 'ses:SendEmail', resource: arnOf('ses', 'configuration-set/tracked'), context },
    ])
  })

  it.each([
    ['PUT', '/archive/2026/a%3Ab.json', {}, [['s3:PutObject', 'arn:aws:s3:::archive/2026/a:b.json']]],
    ['HEAD', '/archive/a', {}, [['s3:GetObject', 'arn:aws:s3:::archive/a']]],
    ['DELETE', '/archive/a', {}, [['s3:DeleteObject', 'arn:aws:s3:::archive/a']]],
    ['GET', '/archive', {}, [['s3:ListBucket', 'arn:aws:s3:::archive']]],
    [
      'PUT',
      '/archive/b',
      { 'x-amz-copy-source': '/other/a' },
      [
        ['s3:PutObject', 'arn:aws:s3:::archive/b'],
        ['s3:GetObject', 'arn:aws:s3:::other/a'],
      ],
    ],
  ])('S3: %s %s', (method, path, headers, expected) => {
    const found = required('s3', { method, path, headers: { host: '127.0.0.1:4566', ...headers } })
    expect(found?.map(({ action, resource }) => [action, resource])).toEqual(expected)
  })

  it('Lambda, SSM, CloudWatch and STS', () => {
    const invoke = { path: '/2015-03-31/functions/payment/invocations' }
    expect(required('lambda', invoke)?.[0]).toMatchObject({
      action: 'lambda:InvokeFunction',
      resource: arnOf('lambda', 'function:payment'),
    })
    expect(json('ssm', 'AmazonSSM.GetParameters', { Names: ['/a/b', 'c'] })?.map(({ resource }) => resource)).toEqual([
      arnOf('ssm', 'parameter/a/b'),
      arnOf('ssm', 'parameter/c'),
    ])
    expect(json('monitoring', 'GraniteServiceVersion20100801.PutMetricData', { Namespace: 'n' })).toEqual([
      { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': 'n' } },
    ])
    expect(required('sts', form({ Action: 'GetCallerIdentity' }))).toEqual([])
  })
})

describe('what is not mapped', () => {
  it.each([
    ['dynamodb', { headers: { 'x-amz-target': 'DynamoDB_20120810.ExecuteStatement' } }],
    ['dynamodb', { headers: { 'x-amz-target': 'DynamoDB_20120810.DeleteItem.GetItem' } }],
    ['dynamodb', { headers: { 'x-amz-target': 'DynamoDB_20120810.constructor' } }],
    ['sns', { body: Buffer.from('Action=Teleport') }],
    ['scheduler', { method: 'PATCH', path: '/schedules/a' }],
    ['s3', { method: 'GET', path: '/' }],
    ['s3', { method: 'PUT', path: '/bucket' }],
    ['s3', { method: 'PUT', path: '/bucket/a', query: new URLSearchParams('acl') }],
    ['s3', { method: 'PUT', path: '/a', headers: { host: 'bucket.localhost' } }],
    ['kinesis', { headers: { 'x-amz-target': 'Kinesis.PutRecord' } }],
  ])('%s %j', (service, parts) => {
    expect(required(service, parts)).toBeUndefined()
  })

  it('a body that cannot be read demands nothing: the service refuses it', () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' }
    expect(required('dynamodb', { headers, body: Buffer.from('{') })).toEqual([])
    expect(required('scheduler', { path: '/schedules/a', body: Buffer.from('{') })).toHaveLength(1)
  })
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
describe('Secrets Manager', () => {
  const secrets = (operation: string, input: object) => json('secretsmanager', `secretsmanager.${operation}`, input)

  it.each(['GetSecretValue', 'PutSecretValue', 'DescribeSecret', 'DeleteSecret', 'RestoreSecret'])(
    '%s: its own action on the ARN of the secret, however it is named',
    (operation) => {
      const resource = arnOf('secretsmanager', 'secret:dev/key-a1b2c3')
      const action = `secretsmanager:${operation}`
      expect(secrets(operation, { SecretId: 'dev/key' })).toEqual([{ action, resource, context: {} }])
      expect(secrets(operation, {})).toEqual([])
    },
  )

  it('creates under a name, and lists everything', () => {
    expect(secrets('CreateSecret', { Name: 'dev/key' })).toMatchObject([{ action: 'secretsmanager:CreateSecret' }])
    expect(secrets('ListSecrets', {})).toEqual([{ action: 'secretsmanager:ListSecrets', resource: '*', context: {} }])
  })

  it('knows of no other operation', () => {
    expect(secrets('BatchGetSecretValue', { SecretIdList: ['dev/key'] })).toBeUndefined()
  })
})
