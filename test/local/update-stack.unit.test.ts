import { pathToFileURL } from 'node:url'
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetEventSourceMappingCommand, LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import type { LocalRuntime } from '../../local/index.ts'
import type { Template, TemplateResource } from '../../local/template/template.ts'
import { eventually } from '../support/eventually.ts'
import { messageOf } from '../support/log-lines.ts'
import { cleanUp, clientConfig, inlineFunction, start, writeAssembly } from './fixture.ts'

afterEach(cleanUp)

type Resources = Record<string, TemplateResource>

const update = (runtime: LocalRuntime, Resources: Resources, more: Partial<Template> = {}) =>
  runtime.update(writeAssembly({ Resources, ...more }))

const physicalId = (runtime: LocalRuntime, logicalId: string) =>
  runtime.stacks[0]?.resources.find((resource) => resource.logicalId === logicalId)?.physicalId ?? ''

const at = (logicalId: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [logicalId, attribute] })

const queue = (properties = {}, more = {}): TemplateResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
  ...more,
})

const bus: Resources = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } } }

const rule = (target: string, pattern: object = { source: ['test'] }): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventBusName: { Ref: 'Bus' }, EventPattern: pattern as never, Targets: [{ Id: 'T', Arn: at(target) }] },
})

/** A consumer of the bus with everything that belongs to it. */
const consumer = (name: string, body: string, pattern?: object): Resources => ({
  [`${name}Queue`]: queue(),
  [`${name}Rule`]: rule(`${name}Queue`, pattern),
  [`${name}Function`]: inlineFunction(body),
  [`${name}Source`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: { Ref: `${name}Function` }, EventSourceArn: at(`${name}Queue`) },
  },
})

function logged(runtime: LocalRuntime): string[] {
  const lines: string[] = []
  runtime.onLog((_, line) => lines.push(messageOf(line)))
  return lines
}

const put = (runtime: LocalRuntime, n: number, type = 'a') =>
  new EventBridgeClient(clientConfig(runtime)).send(
    new PutEventsCommand({
      Entries: [{ EventBusName: 'shop', Source: 'test', DetailType: type, Detail: JSON.stringify({ n }) }],
    }),
  )

const depthOf = (runtime: LocalRuntime) =>
  new GetQueueAttributesCommand({
    QueueUrl: physicalId(runtime, 'FirstQueue'),
    AttributeNames: ['ApproximateNumberOfMessages'],
  })

const logNumbers = (name: string) =>
  `for (const { body } of event.Records) console.log("${name} " + JSON.parse(body).detail.n)`

describe('a function', () => {
  const slow = (version: string) =>
    inlineFunction(
      `await new Promise((done) => setTimeout(done, event.waitMs)); return "${version} " + process.env.MODE`,
      {
        Environment: { Variables: { MODE: version } },
      },
    )

  test('gets new code and environment; what runs meanwhile ends with the old', async () => {
    const runtime = await start({ Resources: { Slow: slow('one') } })
    const name = physicalId(runtime, 'Slow')
    const call = async (waitMs: number) => JSON.parse((await runtime.functions.invoke(name, { waitMs })).payload)
    expect(await call(0)).toBe('one one')
    const running = call(300)
    const result = await update(runtime, { Slow: slow('two') })
    expect(result).toEqual({ created: [], updated: ['Slow'], replaced: [], removed: [] })
    expect(await call(0)).toBe('two two')
    expect(await running).toBe('one one')
  })

  test('whose role changes may do at once what the new policies say', async () => {
    const role = (actions: string[]): TemplateResource => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'P',
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
          },
        ],
      },
    })
    const asking = inlineFunction(
      `const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', body: JSON.stringify({ TableName: process.env.TABLE, Key: { pk: { S: 'x' } } }), headers: {
        'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem',
        authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x' } }); return answer.status`,
      { Role: at('Role'), Environment: { Variables: { TABLE: { Ref: 'Table' } } } },
    )
    const rest: Resources = { Asking: asking, Table: table() }
    const runtime = await start({ Resources: { ...rest, Role: role(['dynamodb:PutItem']) } }, { iam: true })
    const name = physicalId(runtime, 'Asking')
    const status = async () => JSON.parse((await runtime.functions.invoke(name, {})).payload)
    expect(await status()).toBe(400)
    await update(runtime, { ...rest, Role: role(['dynamodb:GetItem']) })
    expect(await status()).toBe(200)
  })
})

const table = (properties = {}): TemplateResource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...properties,
  },
})

const index = (name: string, attribute: string) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: attribute, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
})

const indexed = (indexes: object[]) =>
  table({
    AttributeDefinitions: ['pk', 'kind', 'color'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes as never,
  })

describe('what holds data', () => {
  test('a queue keeps its messages; what the template no longer says has its default again', async () => {
    const runtime = await start({ Resources: { Queue: queue({ VisibilityTimeout: 77, DelaySeconds: 0 }) } })
    const sqs = new SQSClient(clientConfig(runtime))
    const QueueUrl = physicalId(runtime, 'Queue')
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }))
    await update(runtime, { Queue: queue({ MessageRetentionPeriod: 120 }) })
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    expect(Attributes).toMatchObject({ VisibilityTimeout: '30', MessageRetentionPeriod: '120' })
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    expect(Messages?.map(({ Body }) => Body)).toEqual(['kept'])
  })

  test('a table keeps its items, and a new index has them', async () => {
    const runtime = await start({ Resources: { Table: table() } })
    const dynamodb = new DynamoDBClient(clientConfig(runtime))
    const TableName = physicalId(runtime, 'Table')
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: '1' }, kind: { S: 'cup' } } }))
    await update(runtime, { Table: indexed([index('by-kind', 'kind')]) })
    const { Items } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'cup' } },
      }),
    )
    expect(Items).toEqual([{ pk: { S: '1' }, kind: { S: 'cup' } }])
  })
})

describe('a consumer', () => {
  test('that is new gets what happens from now on, and others notice nothing', async () => {
    const first = { ...bus, ...consumer('First', logNumbers('first')) }
    const runtime = await start({ Resources: first })
    const lines = logged(runtime)
    await put(runtime, 1)
    const result = await update(runtime, { ...first, ...consumer('Second', logNumbers('second')) })
    expect(result.created.toSorted()).toEqual(['SecondFunction', 'SecondQueue', 'SecondRule', 'SecondSource'])
    expect(result.updated).toEqual([])
    await put(runtime, 2)
    await eventually(() => expect(lines).toEqual(expect.arrayContaining(['first 1', 'first 2', 'second 2'])))
    expect(lines).not.toContain('second 1')
  })

  test('that is gone takes its queue along, unless that is to be retained', async () => {
    const kept = queue({}, { DeletionPolicy: 'RetainExceptOnCreate' })
    const all = { ...bus, ...consumer('First', logNumbers('first')), ...consumer('Second', logNumbers('second')) }
    const runtime = await start({ Resources: { ...all, Kept: kept } })
    const urls = ['SecondQueue', 'Kept', 'FirstQueue'].map((id) => physicalId(runtime, id))
    const lines = logged(runtime)
    const result = await update(runtime, { ...bus, ...consumer('First', logNumbers('first')) })
    expect(result.removed.toSorted()).toEqual(['Kept', 'SecondFunction', 'SecondQueue', 'SecondRule', 'SecondSource'])
    const { QueueUrls } = await new SQSClient(clientConfig(runtime)).send(new ListQueuesCommand({}))
    expect(QueueUrls?.toSorted()).toEqual(urls.slice(1).toSorted())
    await put(runtime, 3)
    await eventually(() => expect(lines).toEqual(['first 3']))
    expect(runtime.functions.list()).toHaveLength(1)
  })

  test('may be new with a policy that takes the names out of the ARN of its new rule', async () => {
    const first = { ...bus, ...consumer('First', logNumbers('first')) }
    const runtime = await start({ Resources: first })
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', at('SecondRule')] }] })
    const Environment = { Variables: { BUS: part(1), RULE: part(2) } }
    const second = {
      ...consumer('Second', ''),
      SecondFunction: inlineFunction('console.log(process.env.BUS + " " + process.env.RULE)', { Environment }),
    }
    const lines = logged(runtime)
    await update(runtime, { ...first, ...second })
    await put(runtime, 1)
    await eventually(() => expect(lines).toContain(physicalId(runtime, 'SecondRule').replace('|', ' ')))
  })

  describe('that an operator has disabled', () => {
    const of = (properties: object) => {
      const { FirstSource, ...rest } = consumer('First', logNumbers('first'))
      return {
        ...bus,
        ...rest,
        FirstSource: { ...FirstSource, Properties: { ...(FirstSource?.Properties as object), ...properties } } as never,
      }
    }
    const disabled = async () => {
      const runtime = await start({ Resources: of({ BatchSize: 5 }) })
      const lambda = new LambdaClient(clientConfig(runtime))
      const UUID = physicalId(runtime, 'FirstSource')
      const get = () => lambda.send(new GetEventSourceMappingCommand({ UUID }))
      expect(await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))).toMatchObject({
        State: 'Disabling',
      })
      await eventually(async () => expect((await get()).State).toBe('Disabled'))
      return { runtime, get }
    }

    // "Traditional change sets provide a comparison of your new template with the previous template for a stack, but do not
    // account for stack drift": https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
    test('stays so when its batch size changes, because its template does not state whether it is enabled', async () => {
      const { runtime, get } = await disabled()
      const lines = logged(runtime)
      expect((await update(runtime, of({ BatchSize: 7 }))).updated).toEqual(['FirstSource'])
      expect(await get()).toMatchObject({ State: 'Disabled', BatchSize: 7 })
      await put(runtime, 1)
      expect(await new SQSClient(clientConfig(runtime)).send(depthOf(runtime))).toMatchObject({
        Attributes: { ApproximateNumberOfMessages: '1' },
      })
      expect(lines).toEqual([])
    })

    test('is enabled by a template that states it, as soon as anything else of it changes', async () => {
      const { runtime, get } = await disabled()
      await update(runtime, of({ BatchSize: 7, Enabled: true }))
      expect(await get()).toMatchObject({ State: 'Enabled', BatchSize: 7 })
    })
  })

  test('whose rule changes gets what the new rule matches', async () => {
    const runtime = await start({
      Resources: { ...bus, ...consumer('First', logNumbers('first'), { 'detail-type': ['a'] }) },
    })
    const lines = logged(runtime)
    await update(runtime, { ...bus, ...consumer('First', logNumbers('first'), { 'detail-type': ['b'] }) })
    await put(runtime, 1, 'a')
    await put(runtime, 2, 'b')
    await eventually(() => expect(lines).toEqual(['first 2']))
  })
})

describe('an HTTP API', () => {
  const api = (paths: string[], cors = {}): Resources => ({
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP', ...cors } },
    Answering: inlineFunction('return { statusCode: 200, body: event.rawPath }'),
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: at('Answering'),
        PayloadFormatVersion: '2.0',
      },
    },
    ...Object.fromEntries(
      paths.map((path) => [
        `Route${path}`,
        {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            RouteKey: `GET /${path}`,
            Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
          },
        },
      ]),
    ),
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
  })
  const origin = 'https://shop.example.com'

  test('gets routes, loses routes and lets pages of other origins in', async () => {
    const runtime = await start({ Resources: api(['old', 'both']) })
    await update(runtime, api(['both', 'new'], { CorsConfiguration: { AllowOrigins: [origin] } }))
    const get = (path: string) => fetch(`${runtime.apiUrl}/${path}`, { headers: { origin } })
    expect((await get('both')).headers.get('access-control-allow-origin')).toBe(origin)
    expect(await Promise.all(['old', 'both', 'new'].map(async (path) => (await get(path)).status))).toEqual([
      404, 200, 200,
    ])
    const { Routeboth: route } = api(['both'])
    await expect(
      update(runtime, {
        ...api(['both', 'new'], { CorsConfiguration: { AllowOrigins: [origin] } }),
        Again: route as Resources[string],
      }),
    ).rejects.toThrow('Route with key GET /both already exists for this API')
  })
})

describe('an update that cannot be', () => {
  const before: Resources = {
    Queue: queue(),
    Named: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'mine' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Function: inlineFunction('return process.env.MODE', { Environment: { Variables: { MODE: 'one' } } }),
    Table: indexed([index('by-kind', 'kind')]),
  }
  const other = inlineFunction('return process.env.MODE', { Environment: { Variables: { MODE: 'two' } } })

  test.each<[string, Resources, string | RegExp]>([
    ['of nothing', before, 'No updates are to be performed.'],
    [
      "of a resource's type",
      { ...before, Queue: { Type: 'AWS::SNS::Topic', Properties: {} } },
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Queue]',
    ],
    [
      'of a queue into another kind',
      { ...before, Queue: queue({ FifoQueue: true }) },
      /^Queue \(AWS::SQS::Queue\): with another FifoQueue it would be another, empty one/,
    ],
    [
      'of two indexes',
      { ...before, Table: indexed([index('by-color', 'color')]) },
      'Cannot perform more than one GSI creation or deletion in a single update',
    ],
    [
      "of an index's key",
      { ...before, Table: indexed([index('by-kind', 'color')]) },
      "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
    ],
    ['to what is not known', { ...before, Queue: queue({ Colour: 'red' }) }, /unknown property Colour/],
  ])('%s is refused before anything is changed', async (_, resources, message) => {
    const runtime = await start({ Resources: before })
    const changed = resources === before ? resources : { ...resources, Function: other }
    await expect(update(runtime, changed)).rejects.toThrow(message)
    const { payload } = await runtime.functions.invoke(physicalId(runtime, 'Function'), {})
    expect(JSON.parse(payload)).toBe('one')
    expect(runtime.stacks[0]?.status).toBe('CREATE_COMPLETE')
  })

  test('because a named resource would have to be replaced by one of the same name', async () => {
    const role = (path: string): Resources => ({
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { Name: 'mine', EventBusName: path, EventPattern: { source: ['x'] } },
      },
      One: { Type: 'AWS::Events::EventBus', Properties: { Name: 'one' } },
      Two: { Type: 'AWS::Events::EventBus', Properties: { Name: 'two' } },
    })
    const runtime = await start({ Resources: role('default') })
    await expect(update(runtime, role('two'))).rejects.toThrow(
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename mine and update the stack again.',
    )
  })

  test('because of one resource is undone for all', async () => {
    const with_ = (mode: string, batchSize: number): Resources => ({
      Queue: queue({ VisibilityTimeout: mode === 'one' ? 30 : 90 }),
      Function: inlineFunction('return process.env.MODE', { Environment: { Variables: { MODE: mode } } }),
      ...(mode === 'two' && { Added: queue() }),
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Function' }, EventSourceArn: at('Queue'), BatchSize: batchSize },
      },
    })
    const runtime = await start({ Resources: with_('one', 5) })
    // Which limits hold is known only with the ARN of the source, so that this is not refused before the update begins.
    await expect(update(runtime, with_('two', 11))).rejects.toThrow(
      /cannot update Source .*must be at least 1 when BatchSize is above 10 \(rolled back\)$/,
    )
    expect(runtime.stacks[0]).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      statusReason: expect.stringContaining('when BatchSize is above 10'),
    })
    const { payload } = await runtime.functions.invoke(physicalId(runtime, 'Function'), {})
    expect(JSON.parse(payload)).toBe('one')
    const sqs = new SQSClient(clientConfig(runtime))
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1)
    const attributes = { QueueUrl: physicalId(runtime, 'Queue'), AttributeNames: ['VisibilityTimeout' as const] }
    expect((await sqs.send(new GetQueueAttributesCommand(attributes))).Attributes).toEqual({ VisibilityTimeout: '30' })
    await update(runtime, with_('two', 7))
    expect(runtime.stacks[0]?.status).toBe('UPDATE_COMPLETE')
  })
})

describe('an output', () => {
  test('that cannot be resolved undoes the update', async () => {
    const runtime = await start({ Resources: { Queue: queue() }, Outputs: { Url: { Value: { Ref: 'Queue' } } } })
    const outputs = { ...runtime.outputs }
    const Outputs = { Url: { Value: at('Queue', 'Colour') } }
    await expect(update(runtime, { Queue: queue(), More: queue() }, { Outputs })).rejects.toThrow(
      /Queue has no attribute Colour .*\(rolled back\)/,
    )
    expect(runtime.outputs).toEqual(outputs)
    const { QueueUrls } = await new SQSClient(clientConfig(runtime)).send(new ListQueuesCommand({}))
    expect(QueueUrls).toHaveLength(1)
    expect(runtime.stacks[0]?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  })
})

describe('the CloudFormation API', () => {
  test('updates a stack from an assembly on this machine', async () => {
    const runtime = await start({ Resources: { Queue: queue() }, Outputs: { Url: { Value: { Ref: 'Queue' } } } })
    const client = new CloudFormationClient(clientConfig(runtime))
    const StackName = 'Shop'
    const next = { Resources: { Queue: queue(), More: queue() }, Outputs: { MoreUrl: { Value: { Ref: 'More' } } } }
    const TemplateURL = pathToFileURL(writeAssembly(next)).href
    const { StackId } = await client.send(new UpdateStackCommand({ StackName, TemplateURL }))
    expect(StackId).toBe(runtime.stacks[0]?.stackId)
    await waitUntilStackUpdateComplete({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }, { StackName })
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
    expect(Stacks?.[0]).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Outputs: [{ OutputKey: 'MoreUrl' }] })
    expect(runtime.outputs).toEqual({ MoreUrl: physicalId(runtime, 'More') })
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName }))
    expect(StackResources?.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual(
      expect.arrayContaining([
        ['Queue', 'CREATE_COMPLETE'],
        ['More', 'CREATE_COMPLETE'],
      ]),
    )
  })

  test('refuses in words of AWS', async () => {
    const runtime = await start({ Resources: { Queue: queue() } })
    const client = new CloudFormationClient(clientConfig(runtime))
    const same = pathToFileURL(writeAssembly({ Resources: { Queue: queue() } })).href
    const send = (StackName: string, TemplateURL: string) =>
      client.send(new UpdateStackCommand({ StackName, TemplateURL }))
    await expect(send('Shop', same)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    })
    await expect(send('Nobody', same)).rejects.toThrow('Stack with id Nobody does not exist')
    await expect(send('Shop', 'https://s3.amazonaws.com/bucket/template.json')).rejects.toThrow(
      'must be the file: address',
    )
  })
})
