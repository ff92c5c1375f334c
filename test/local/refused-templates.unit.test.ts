import { describe, expect, test } from 'vitest'
import { checkAssembly } from '../../local/cloudformation/assembly-options.ts'
import { UnsupportedTemplateError } from '../../local/index.ts'
import type { Json, Template } from '../../local/template/template.ts'

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })

/** What stands before anything is created, a line for each refusal. */
function refusals(resources: Template['Resources']): string[] {
  const artifact = {
    stackName: 'Shop',
    template: { Resources: resources },
    assetDirectory: () => undefined,
    dependsOn: [],
    terminationProtection: false,
  }
  try {
    checkAssembly([artifact], { region: 'us-east-1', accountId: '000000000000', parameters: {} })
    return []
  } catch (error) {
    if (!(error instanceof UnsupportedTemplateError)) throw error
    expect(error.exitCode).toBe(2)
    return [...error.problems]
  }
}

type Properties = { [name: string]: Json }
const one = (Type: string, Properties: Properties) => refusals({ It: { Type, Properties } })

const lambda = (more: Properties): Properties => ({
  Code: { S3Key: 'a.zip' },
  Handler: 'index.handler',
  Runtime: 'nodejs24.x',
  ...more,
})
const rule = (target: Properties): Properties => ({
  EventPattern: { source: ['shop'] },
  Targets: [{ Id: 'queue', Arn: arn('sqs', 'orders'), ...target }],
})
const targets = (count: number): Properties => ({
  EventPattern: { source: ['shop'] },
  Targets: Array.from({ length: count }, (_, at) => ({ Id: `t${at}`, Arn: arn('sqs', 'orders') })),
})
const mapping = (more: Properties): Properties => ({ FunctionName: 'f', EventSourceArn: arn('sqs', 'orders'), ...more })
const schedule = (more: Properties): Properties => ({
  ScheduleExpression: 'rate(5 minutes)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: arn('sqs', 'orders'), RoleArn: arn('iam', 'role/any') },
  ...more,
})

const alarm = (more: Properties): Properties => ({
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 2,
  MetricName: 'Errors',
  Namespace: 'Shop',
  Period: 60,
  Statistic: 'Sum',
  Threshold: 1,
  ...more,
})
const math = (Metrics: Json[]): Properties => ({
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  Threshold: 1,
  Metrics,
})

/** The pages of the services' API references; the rules behind each row stand, with their pages, beside the checks themselves. */
const rows: [type: string, properties: Properties, property: string, said: RegExp][] = [
  ['AWS::SQS::Queue', { VisibilityTimeout: 50_000 }, 'VisibilityTimeout', /between 0 and 43200/],
  ['AWS::SQS::Queue', { VisibilityTimeout: '50000' }, 'VisibilityTimeout', /between 0 and 43200/],
  ['AWS::SQS::Queue', { MessageRetentionPeriod: 5 }, 'MessageRetentionPeriod', /between 60 and 1209600/],
  ['AWS::SQS::Queue', { QueueName: 'orders', FifoQueue: true }, 'QueueName', /must end with \.fifo/],
  ['AWS::SQS::Queue', { QueueName: 'a'.repeat(100) }, 'QueueName', /1 to 80/],
  ['AWS::SQS::Queue', { DeduplicationScope: 'queue' }, 'DeduplicationScope', /only when FifoQueue is set to true/],
  [
    'AWS::SQS::Queue',
    { RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'dead.fifo'), maxReceiveCount: 3 } },
    'RedrivePolicy.deadLetterTargetArn',
    /same type/,
  ],
  [
    'AWS::SQS::Queue',
    { RedrivePolicy: { deadLetterTargetArn: arnOf('It'), maxReceiveCount: 5000 } },
    'RedrivePolicy.maxReceiveCount',
    /from 1 to 1000/,
  ],
  ['AWS::SNS::Topic', { TopicName: 'events.all' }, 'TopicName', /letters, numbers, underscores and hyphens/],
  [
    'AWS::SNS::Subscription',
    { TopicArn: arn('sns', 'events'), Protocol: 'sqs', Endpoint: arn('sqs', 'orders.fifo') },
    'Endpoint',
    /FIFO SQS Queues can not be subscribed/,
  ],
  [
    'AWS::SNS::Subscription',
    { TopicArn: { Ref: 'It' }, Protocol: 'sqs', Endpoint: 'arn', FilterPolicy: { type: 'order' } },
    'FilterPolicy',
    /must be an object or an array/,
  ],
  [
    'AWS::IAM::Role',
    { AssumeRolePolicyDocument: {}, MaxSessionDuration: 60 },
    'MaxSessionDuration',
    /allowed are 3600 to 43200 seconds/,
  ],
  ['AWS::Events::EventBus', { Name: 'a b/c?' }, 'Name', /regular expression/],
  ['AWS::Events::EventBus', { Name: 'a/b' }, 'Name', /can't contain the \/ character/],
  ['AWS::Events::EventBus', { Name: 'default' }, 'Name', /already exists/],
  ['AWS::Events::Rule', { ScheduleExpression: 'rate(5 min)' }, 'ScheduleExpression', /is not valid/],
  [
    'AWS::Events::Rule',
    { ScheduleExpression: 'rate(5 minutes)', EventBusName: 'shop' },
    'EventBusName',
    /only on the default event bus/,
  ],
  [
    'AWS::Events::Rule',
    { EventPattern: { source: [{ contains: 'a' }] } },
    'EventPattern',
    /Event pattern is not valid/,
  ],
  ['AWS::Events::Rule', { Name: 'a b', EventPattern: { source: ['a'] } }, 'Name', /regular expression/],
  ['AWS::Events::Rule', targets(6), 'Targets', /up to 5 targets, not 6/],
  ['AWS::Events::Rule', targets(12), 'Targets', /length less than or equal to 10/],
  ['AWS::Events::Rule', rule({ Id: 'a b' }), 'Targets.0.Id', /regular expression/],
  ['AWS::Events::Rule', rule({ Input: 'not json' }), 'Targets.0.Input', /JSON syntax error in input for target queue/],
  [
    'AWS::Events::Rule',
    rule({ Input: '{}', InputPath: '$.detail' }),
    'Targets.0',
    /Only one of Input, InputPath, or InputTransformer/,
  ],
  ['AWS::Events::Rule', rule({ InputPath: '$..' }), 'Targets.0.InputPath', /not a JSON path/],
  ['AWS::Events::Rule', rule({ Arn: arn('sqs', 'orders.fifo') }), 'Targets.0.Arn', /SqsParameters must be specified/],
  [
    'AWS::Events::Rule',
    rule({ DeadLetterConfig: { Arn: arn('sqs', 'dead.fifo') } }),
    'Targets.0.DeadLetterConfig.Arn',
    /standard queue/,
  ],
  [
    'AWS::Events::Rule',
    rule({ RetryPolicy: { MaximumRetryAttempts: 500 } }),
    'Targets.0.RetryPolicy.MaximumRetryAttempts',
    /less than or equal to 185/,
  ],
  [
    'AWS::Events::Archive',
    { SourceArn: arn('events', 'event-bus/a'), ArchiveName: 'a'.repeat(49) },
    'ArchiveName',
    /less than or equal to 48/,
  ],
  [
    'AWS::Events::Archive',
    { SourceArn: arn('events', 'event-bus/a'), RetentionDays: -1 },
    'RetentionDays',
    /greater than or equal to 0/,
  ],
  ['AWS::Lambda::Function', lambda({ Timeout: 901 }), 'Timeout', /an integer from 1 to 900, not 901/],
  ['AWS::Lambda::Function', lambda({ MemorySize: 64 }), 'MemorySize', /an integer from 128 to 10240, not 64/],
  [
    'AWS::Lambda::Function',
    lambda({ FunctionName: 'a b' }),
    'FunctionName',
    /letters, digits, hyphens and underscores/,
  ],
  [
    'AWS::Lambda::Function',
    lambda({ Environment: { Variables: { ALL: 'a'.repeat(4090) } } }),
    'Environment.Variables',
    /exceeded the 4KB limit\. They take 4100 bytes/,
  ],
  [
    'AWS::Lambda::Function',
    lambda({ Environment: { Variables: { AWS_REGION: 'a' } } }),
    'Environment.Variables.AWS_REGION',
    /reserved keys/,
  ],
  [
    'AWS::Lambda::Function',
    lambda({ Environment: { Variables: { 'a-b': 'a' } } }),
    'Environment.Variables.a-b',
    /letters, digits and underscores/,
  ],
  [
    'AWS::Lambda::EventInvokeConfig',
    { FunctionName: 'f', Qualifier: '$LATEST', MaximumRetryAttempts: 3 },
    'MaximumRetryAttempts',
    /less than or equal to 2/,
  ],
  ['AWS::Lambda::EventSourceMapping', mapping({ BatchSize: 99_999 }), 'BatchSize', /from 1 to 10000/],
  [
    'AWS::Lambda::EventSourceMapping',
    mapping({ ScalingConfig: { MaximumConcurrency: 5000 } }),
    'ScalingConfig.MaximumConcurrency',
    /from 2 to 1000/,
  ],
  [
    'AWS::Lambda::EventSourceMapping',
    mapping({ FilterCriteria: { Filters: [{ Pattern: '{' }] } }),
    'FilterCriteria.Filters.0.Pattern',
    /Invalid filter pattern/,
  ],
  [
    'AWS::Scheduler::Schedule',
    schedule({ ScheduleExpression: 'rate(1 minutes)' }),
    'ScheduleExpression',
    /Invalid Schedule Expression/,
  ],
  ['AWS::Scheduler::Schedule', schedule({ Name: 'a b' }), 'Name', /regular expression/],
  [
    'AWS::Scheduler::Schedule',
    schedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }),
    'FlexibleTimeWindow',
    /MaximumWindowInMinutes/,
  ],
  [
    'AWS::Scheduler::Schedule',
    schedule({ Target: { Arn: arn('sqs', 'a.fifo'), RoleArn: 'arn' } }),
    'Target.Arn',
    /MessageGroupId/,
  ],
  ['AWS::ApiGatewayV2::Api', { Name: 'a'.repeat(129), ProtocolType: 'HTTP' }, 'Name', /1 to 128/],
  [
    'AWS::ApiGatewayV2::Api',
    { Name: 'a', ProtocolType: 'HTTP', CorsConfiguration: { MaxAge: 86_401 } },
    'CorsConfiguration.MaxAge',
    /-1 to 86400/,
  ],
  [
    'AWS::ApiGatewayV2::Stage',
    { ApiId: 'a', StageName: 'a b' },
    'StageName',
    /letters, digits, hyphens and underscores/,
  ],
  [
    'AWS::ApiGatewayV2::Integration',
    {
      ApiId: 'a',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: 'a',
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 30_001,
    },
    'TimeoutInMillis',
    /50 to 30000/,
  ],
  [
    'AWS::ApiGatewayV2::Route',
    { ApiId: 'a', RouteKey: 'GET orders', Target: 'integrations/a' },
    'RouteKey',
    /METHOD \/path/,
  ],
  [
    'AWS::ApiGatewayV2::Route',
    { ApiId: 'a', RouteKey: 'GET /{all+}/more', Target: 'integrations/a' },
    'RouteKey',
    /greedy/,
  ],
  ['AWS::ApiGatewayV2::Route', { ApiId: 'a', RouteKey: 'GET /', Target: 'a' }, 'Target', /integrations\/<id>/],
  [
    'AWS::ApiGatewayV2::Route',
    { ApiId: 'a', RouteKey: 'GET /', Target: 'integrations/a', AuthorizationType: 'JWT' },
    'AuthorizerId',
    /must name an authorizer/,
  ],
  ['AWS::CloudWatch::Alarm', alarm({ EvaluationPeriods: 0 }), 'EvaluationPeriods', /1 or more/],
  [
    'AWS::CloudWatch::Alarm',
    alarm({ DatapointsToAlarm: 3 }),
    'DatapointsToAlarm',
    /from 1 to EvaluationPeriods, which is 2/,
  ],
  ['AWS::CloudWatch::Alarm', alarm({ Period: 45 }), 'Period', /10, 20, 30 or a multiple of 60/],
  ['AWS::CloudWatch::Alarm', alarm({ Period: 86_400, EvaluationPeriods: 8 }), 'EvaluationPeriods', /at most 604800/],
  [
    'AWS::CloudWatch::Alarm',
    alarm({ AlarmActions: Array(6).fill(arn('sns', 'a')) }),
    'AlarmActions',
    /Up to 5 actions/,
  ],
  ['AWS::CloudWatch::Alarm', alarm({ AlarmDescription: 'a'.repeat(1025) }), 'AlarmDescription', /at most 1024/],
  ['AWS::CloudWatch::Alarm', math([{ Id: 'Sum', Expression: 'a + b' }]), 'Metrics.0.Id', /a small letter first/],
  [
    'AWS::CloudWatch::Alarm',
    math([
      { Id: 'a', Expression: '1' },
      { Id: 'b', Expression: '2' },
    ]),
    'Metrics',
    /Exactly one element of the metrics list should return data/,
  ],
  [
    'AWS::CloudWatch::CompositeAlarm',
    { AlarmRule: `ALARM(${'a'.repeat(10_240)})` },
    'AlarmRule',
    /1 to 10240 characters/,
  ],
  [
    'AWS::CloudWatch::Dashboard',
    { DashboardName: 'a b', DashboardBody: '{"widgets":[]}' },
    'DashboardName',
    /letters, digits, "-" and "_"/,
  ],
  ['AWS::CloudWatch::Dashboard', { DashboardBody: '{' }, 'DashboardBody', /JSON object/],
  [
    'AWS::CloudWatch::Dashboard',
    { DashboardBody: JSON.stringify({ widgets: Array(501).fill({}) }) },
    'DashboardBody',
    /up to 500 widgets/,
  ],
  ['AWS::Logs::LogGroup', { LogGroupName: 'a b' }, 'LogGroupName', /regular expression/],
  ['AWS::Logs::LogGroup', { RetentionInDays: 31 }, 'RetentionInDays', /one of 1, 3, 5, 7, 14, 30/],
  ['AWS::S3::Bucket', { BucketName: 'Orders' }, 'BucketName', /small letters/],
  ['AWS::S3::Bucket', { BucketName: '192.168.5.4' }, 'BucketName', /no IP address/],
  ['AWS::S3::Bucket', { BucketName: 'orders--ol-s3' }, 'BucketName', /not valid/],
  ['AWS::SSM::Parameter', { Type: 'String', Value: 'a'.repeat(4097) }, 'Value', /1 to 4096/],
  ['AWS::SSM::Parameter', { Type: 'String', Value: 'a', Name: 'a b' }, 'Name', /letters, digits/],
]

describe('a property that AWS refuses is one line before anything is created', () => {
  test.each(rows)('%s %j', (type, properties, property, said) => {
    const lines = one(type, properties)
    expect(lines).toContainEqual(expect.stringMatching(said))
    expect(lines.find((line) => said.test(line))).toMatch(`It, ${type}: property ${property}: `)
    expect(lines.join()).not.toContain('\n')
  })

  test('all of a template at once, each with the place in the app', () => {
    const Metadata = { 'aws:cdk:path': 'Shop/Orders/Queue/Resource' }
    expect(
      refusals({
        Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: -1, DelaySeconds: 901 }, Metadata },
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'a b' } },
      }),
    ).toEqual([
      expect.stringMatching(/^Queue \(Shop\/Orders\/Queue\/Resource\), AWS::SQS::Queue: property DelaySeconds: /),
      expect.stringMatching(/^Queue \(Shop\/Orders\/Queue\/Resource\), AWS::SQS::Queue: property VisibilityTimeout: /),
      expect.stringMatching(/^Bus, AWS::Events::EventBus: property Name: /),
    ])
  })

  test('what depends on names that are not there yet is left to the creation', () => {
    expect(
      refusals({
        Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: { 'Fn::Join': ['-', [{ 'Fn::GetAtt': ['Dead', 'QueueName'] }, 'next']] },
            RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
          },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: lambda({
            Environment: { Variables: { ALL: { 'Fn::Join': ['a'.repeat(4080), [{ Ref: 'Queue' }, '']] } } },
          }),
        },
      }),
    ).toEqual([])
  })
})
