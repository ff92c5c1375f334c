import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { type Message, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LocalRuntime } from '../../../local/index.ts'
import { eventually } from '../../support/eventually.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'
import { allow, queueArn, roleOf, stackWith, trust } from './stack.ts'

const account = '000000000000'
const printed: string[] = []

beforeEach(() => {
  printed.length = 0
  vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line))
})
afterEach(() => vi.restoreAllMocks())
afterAll(cleanUp)

const dlqArn = { 'Fn::GetAtt': ['Dlq', 'Arn'] }
const policy = (queue: string, Statement: object[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: { Queues: [{ Ref: queue }], PolicyDocument: { Version: '2012-10-17', Statement } },
})
const accepts = (service: string, Resource: unknown, sourceArn: unknown) => ({
  ...allow('sqs:SendMessage', Resource),
  Principal: { Service: `${service}.amazonaws.com` },
  Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
})
const anyRule = `arn:aws:events:us-east-1:${account}:rule/pipeline/*`

const dlq = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dlq' } }
const rule = {
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: 'all',
    EventBusName: { Ref: 'Bus' },
    EventPattern: { source: [{ prefix: '' }] },
    Targets: [{ Id: 'queue', Arn: queueArn, DeadLetterConfig: { Arn: dlqArn } }],
  },
}

const started = (more: object, statements: object[] = []) =>
  start(stackWith(statements, { Dlq: dlq, ...more }), { iam: true, quiet: false })

async function messagesIn(runtime: LocalRuntime, queue: string): Promise<Message[]> {
  const sqs = new SQSClient(clientConfig(runtime))
  const QueueUrl = `${runtime.endpointUrl}/${account}/${queue}`
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 0,
    }),
  )
  return Messages
}

const publish = (runtime: LocalRuntime) =>
  new EventBridgeClient(clientConfig(runtime)).send(
    new PutEventsCommand({
      Entries: [{ EventBusName: 'pipeline', Source: 's', DetailType: 'order.created', Detail: '{}' }],
    }),
  )

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html: missing permissions are not retried
describe('EventBridge', () => {
  const Policy = policy('Queue', [accepts('events', queueArn, anyRule)])
  const DlqPolicy = policy('Dlq', [accepts('events', dlqArn, anyRule)])

  it('delivers what the policy of the queue lets the rule send', async () => {
    const runtime = await started({ Rule: rule, Policy })
    expect(await publish(runtime)).toMatchObject({ FailedEntryCount: 0 })
    expect(await messagesIn(runtime, 'orders')).toHaveLength(1)
    expect(printed).toEqual([])
  })

  it('does not retry without permission: the event goes to the dead-letter queue of the target at once', async () => {
    const runtime = await started({ Rule: rule, DlqPolicy })
    expect(await publish(runtime)).toMatchObject({ FailedEntryCount: 0 })
    expect(await messagesIn(runtime, 'orders')).toEqual([])
    const [dead] = await messagesIn(runtime, 'dlq')
    expect(dead?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RETRY_ATTEMPTS: { StringValue: '0' },
      RULE_ARN: { StringValue: `arn:aws:events:us-east-1:${account}:rule/pipeline/all` },
    })
    expect(printed).toEqual([
      `IAM: events.amazonaws.com may not sqs:SendMessage on arn:aws:sqs:us-east-1:${account}:orders for arn:aws:events:us-east-1:${account}:rule/pipeline/all: the policy of the resource does not allow it.`,
    ])
  })

  it('loses the event, and the console says so, when it may reach neither', async () => {
    const runtime = await started({ Rule: rule })
    expect(await publish(runtime)).toMatchObject({ FailedEntryCount: 0 })
    expect(await messagesIn(runtime, 'dlq')).toEqual([])
    expect(printed.at(-1)).toMatch(/^Lost a message for arn:aws:sqs:.*:orders: .*Its dead-letter queue/)
  })

  it('acts as the role of its target, and hands over what that may not send by the policy of the dead-letter queue', async () => {
    const target = { ...rule.Properties.Targets[0], RoleArn: { 'Fn::GetAtt': ['Sending', 'Arn'] } }
    const Rule = { ...rule, Properties: { ...rule.Properties, Targets: [target] } }
    const sending = (statements: object[]) => ({ Rule, DlqPolicy, Sending: roleOf(statements, 'events.amazonaws.com') })
    const allowed = await started(sending([allow('sqs:SendMessage', queueArn)]))
    await publish(allowed)
    expect(await messagesIn(allowed, 'orders')).toHaveLength(1)
    const refused = await started(sending([allow('sqs:SendMessage', dlqArn)]))
    await publish(refused)
    expect(await messagesIn(refused, 'orders')).toEqual([])
    expect(await messagesIn(refused, 'dlq')).toHaveLength(1)
    const withoutPolicy = await started({ ...sending([allow('sqs:SendMessage', dlqArn)]), DlqPolicy: undefined })
    await publish(withoutPolicy)
    expect(await messagesIn(withoutPolicy, 'dlq')).toEqual([])
  })

  it('sends without a role where a condition of the template leaves it out', async () => {
    const RoleArn = { 'Fn::If': ['Elsewhere', { 'Fn::GetAtt': ['Sending', 'Arn'] }, { Ref: 'AWS::NoValue' }] }
    const Rule = { ...rule, Properties: { ...rule.Properties, Targets: [{ ...rule.Properties.Targets[0], RoleArn }] } }
    const Sending = { ...roleOf([], 'events.amazonaws.com'), Condition: 'Elsewhere' }
    const Conditions = { Elsewhere: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, account] }] } }
    const template = { ...stackWith([], { Dlq: dlq, Rule, Policy, Sending }), Conditions }
    const runtime = await start(template, { iam: true, quiet: false })
    await publish(runtime)
    expect(await messagesIn(runtime, 'orders')).toHaveLength(1)
  })

  it('is bound by the policy of the moment', async () => {
    const runtime = await started({ Rule: rule, Policy, DlqPolicy })
    await publish(runtime)
    const sqs = new SQSClient(clientConfig(runtime))
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: runtime.outputs.QueueUrl, Attributes: { Policy: '' } }))
    await publish(runtime)
    expect(await messagesIn(runtime, 'orders')).toHaveLength(1)
    expect(await messagesIn(runtime, 'dlq')).toHaveLength(1)
  })

  it('invokes a function only as its policy lets it', async () => {
    const target = { Id: 'function', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, DeadLetterConfig: { Arn: dlqArn } }
    const Rule = { ...rule, Properties: { ...rule.Properties, Targets: [target] } }
    const handler = inlineFunction('', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } })
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
      },
    }
    const refused = await started({ Rule, Function: handler, DlqPolicy })
    await publish(refused)
    expect(await messagesIn(refused, 'dlq')).toHaveLength(1)
    const allowed = await started({ Rule, Function: handler, DlqPolicy, Permission: permission })
    const invoked = new Promise<void>((resolve) => allowed.onInvocation(() => resolve()))
    await publish(allowed)
    await invoked
    expect(await messagesIn(allowed, 'dlq')).toEqual([])
  })
})

// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
describe('SNS', () => {
  const subscription = {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'sqs',
      Endpoint: queueArn,
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: dlqArn },
    },
  }
  const send = (runtime: LocalRuntime) =>
    new SNSClient(clientConfig(runtime)).send(
      new PublishCommand({ TopicArn: `arn:aws:sns:us-east-1:${account}:orders`, Message: 'm' }),
    )

  it.each([
    ['the queue', 'Queue', queueArn, { orders: 1, dlq: 0 }],
    ['only the dead-letter queue of the subscription', 'Dlq', dlqArn, { orders: 0, dlq: 1 }],
  ])('delivers where it may: %s', async (_, name, arn, expected) => {
    const runtime = await started({
      Subscription: subscription,
      Policy: policy(name, [accepts('sns', arn, { Ref: 'Topic' })]),
    })
    await send(runtime)
    expect({
      orders: (await messagesIn(runtime, 'orders')).length,
      dlq: (await messagesIn(runtime, 'dlq')).length,
    }).toEqual(expected)
  })

  it('loses the message where it may deliver nowhere, without failing who publishes', async () => {
    const runtime = await started({ Subscription: subscription })
    await send(runtime)
    expect(await messagesIn(runtime, 'orders')).toEqual([])
    expect(printed.join('\n')).toMatch(/SNS lost a message for arn:aws:sqs:.*:orders/)
  })
})

describe('Scheduler', () => {
  const role = (condition: object | undefined, statements: object[]) => {
    const made = roleOf(statements, 'scheduler.amazonaws.com')
    const document = trust('scheduler.amazonaws.com', condition)
    return { ...made, Properties: { ...made.Properties, AssumeRolePolicyDocument: document } }
  }
  const schedule = {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'soon',
      ScheduleExpression: 'at(2020-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: queueArn,
        RoleArn: { 'Fn::GetAtt': ['Deadlines', 'Arn'] },
        Input: '{}',
        DeadLetterConfig: { Arn: dlqArn },
      },
    },
  }
  const arrives = (runtime: LocalRuntime, queue: string) =>
    eventually(async () => expect(await messagesIn(runtime, queue)).toHaveLength(1))

  it('sends with the role of the schedule', async () => {
    const runtime = await started({
      Schedule: schedule,
      Deadlines: role(undefined, [allow('sqs:SendMessage', queueArn)]),
    })
    await arrives(runtime, 'orders')
  })

  it('sends to the dead-letter queue, with the same role, what the target does not let it', async () => {
    const runtime = await started({
      Schedule: schedule,
      Deadlines: role(undefined, [allow('sqs:SendMessage', dlqArn)]),
    })
    await arrives(runtime, 'dlq')
    expect(printed.join()).toMatch(/scheduler.amazonaws.com with the role \S+ may not sqs:SendMessage on \S+:orders/)
  })

  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  it('takes no role that does not let Scheduler assume it for this group', async () => {
    const other = { ArnEquals: { 'aws:SourceArn': `arn:aws:scheduler:us-east-1:${account}:schedule-group/other` } }
    const Deadlines = role(other, [allow('sqs:SendMessage', queueArn)])
    const runtime = await start(
      {
        ...stackWith([], { Deadlines }),
        Outputs: { Role: { Value: { 'Fn::GetAtt': ['Deadlines', 'Arn'] } } },
      } as never,
      { iam: true },
    )
    const create = new CreateScheduleCommand({
      Name: 'later',
      ScheduleExpression: 'at(2030-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: `arn:aws:sqs:us-east-1:${account}:orders`, RoleArn: runtime.outputs.Role },
    })
    await expect(new SchedulerClient(clientConfig(runtime)).send(create)).rejects.toThrow(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
  })
})

describe('Lambda', () => {
  const handler = inlineFunction('', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, FunctionName: 'payment' })
  const mapping = (EventSourceArn: unknown) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: { Ref: 'Function' }, EventSourceArn, StartingPosition: 'TRIM_HORIZON' },
  })
  const ofQueue = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']

  it.each(ofQueue)('polls no queue with a role that lacks %s', async (lacking) => {
    const statements = [
      allow(
        ofQueue.filter((one) => one !== lacking),
        queueArn,
      ),
    ]
    const name = lacking.replace('sqs:', '')
    await expect(started({ Function: handler, Mapping: mapping(queueArn) }, statements)).rejects.toThrow(
      `payment: The provided execution role does not have permissions to call ${name} on SQS`,
    )
  })

  it('reads no stream with a role that lacks one of four permissions', async () => {
    const stream = { 'Fn::GetAtt': ['Table', 'StreamArn'] }
    const statements = [allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], stream)]
    await expect(started({ Function: handler, Mapping: mapping(stream) }, statements)).rejects.toThrow(
      /Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions/,
    )
    await started({ Function: handler, Mapping: mapping(stream) }, [...statements, allow('dynamodb:ListStreams', '*')])
  })

  it('sends to a destination with the role of the function', async () => {
    const destination = {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Function' },
        Qualifier: '$LATEST',
        DestinationConfig: { OnSuccess: { Destination: dlqArn } },
      },
    }
    const runtime = await started({ Function: handler, Destination: destination }, [allow('sqs:SendMessage', dlqArn)])
    runtime.functions.invokeAsync('payment', {})
    await eventually(async () => expect(await messagesIn(runtime, 'dlq')).toHaveLength(1))
    const refused = await started({ Function: handler, Destination: destination })
    refused.functions.invokeAsync('payment', {})
    await eventually(() => expect(printed.join()).toMatch(/IAM: payment may not sqs:SendMessage on \S+:dlq/))
  })
})

describe('API Gateway', () => {
  const api = (sourceArn: string | undefined, RouteKey = 'GET /orders/{id}') => ({
    Function: inlineFunction(`return { statusCode: 200, body: 'ok' }`, { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
    ...(sourceArn !== undefined && {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
          Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Sub': sourceArn },
        },
      },
    }),
  })
  const arn = (rest: string) => `arn:aws:execute-api:us-east-1:${account}:\${Api}/${rest}`

  it.each([
    ['any route', arn('*/*'), 200],
    ['this route', arn('*/GET/orders/{id}'), 200],
    ['another route', arn('*/POST/orders'), 500],
    ['nothing', undefined, 500],
  ])('may invoke a function whose policy lets it for %s', async (_, sourceArn, status) => {
    const runtime = await started(api(sourceArn))
    const response = await fetch(`${runtime.apiUrl}/orders/1`)
    expect(response.status).toBe(status)
    if (status === 500) expect(await response.json()).toEqual({ message: 'Internal Server Error' })
  })

  // https://github.com/aws/serverless-application-model/issues/1860: the route $default has neither method nor path
  it.each([
    ['*/$default', 200],
    ['*/*', 200],
    ['*/*/*', 500],
  ])('may invoke for the route $default a function whose policy names %s: %i', async (route, status) => {
    const runtime = await started(api(arn(route), '$default'))
    expect((await fetch(`${runtime.apiUrl}/anything`)).status).toBe(status)
  })
})
