import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import { startLocal } from '../../local/index.ts'
import type { Template } from '../../local/template/template.ts'
import { eventually } from '../support/eventually.ts'
import { messageOf } from '../support/log-lines.ts'
import { cleanUp, clientConfig, inlineFunction, start, temporaryDirectory, writeAssembly } from './fixture.ts'

afterEach(cleanUp)

const pipeline: Template = {
  Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x' } },
  Resources: {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['test'] },
        Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
    Consumer: inlineFunction(
      'for (const record of event.Records) console.log("got " + JSON.parse(record.body).detail.n)',
    ),
    QueueSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Consumer' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      },
    },
    Relay: inlineFunction('for (const record of event.Records) console.log("stored " + record.dynamodb.Keys.pk.S)'),
    StreamSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Relay' },
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    ApiFunction: inlineFunction('return { statusCode: 200, body: event.rawPath + " " + process.env.TABLE }', {
      Environment: { Variables: { TABLE: { Ref: 'Table' } } },
    }),
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['ApiFunction', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'GET /orders/{id}',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Skipped: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
  },
  Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
  Outputs: {
    TableName: { Value: { Ref: 'Table' }, Description: 'The table', Export: { Name: 'table' } },
    ApiUrl: {
      Value: {
        'Fn::Join': [
          '',
          ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/'],
        ],
      },
    },
  },
}

describe('a template that runs', () => {
  test('events, streams and HTTP reach the functions that the template connects them to', async () => {
    const runtime = await start(pipeline)
    const lines: string[] = []
    runtime.onLog((_, line) => lines.push(messageOf(line)))
    const config = clientConfig(runtime)

    const answer = await fetch(`${runtime.outputs.ApiUrl}orders/1`)
    expect(await answer.text()).toBe(`/orders/1 ${runtime.outputs.TableName}`)
    expect(await (await fetch(`${runtime.apiUrl}/health`)).json()).toEqual({ status: 'ok' })

    const { FailedEntryCount } = await new EventBridgeClient(config).send(
      new PutEventsCommand({
        Entries: [{ EventBusName: 'shop', Source: 'test', DetailType: 'x', Detail: '{"n":7}' }],
      }),
    )
    expect(FailedEntryCount).toBe(0)
    const TableName = runtime.outputs.TableName
    const dynamodb = new DynamoDBClient(config)
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'order#1' }, kind: { S: 'order' } } }))
    await eventually(() => expect(lines).toEqual(expect.arrayContaining(['got 7', 'stored order#1'])))
    const byKind = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': { S: 'order' } },
      }),
    )
    expect(byKind.Count).toBe(1)
  })

  test('CloudFormation tells its outputs and physical ids', async () => {
    const runtime = await start(pipeline)
    const cloudFormation = new CloudFormationClient(clientConfig(runtime))
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'Shop' }))
    expect(Stacks).toMatchObject([{ StackName: 'Shop', StackStatus: 'CREATE_COMPLETE' }])
    expect(Stacks?.[0]?.Outputs).toContainEqual({
      OutputKey: 'TableName',
      OutputValue: runtime.outputs.TableName,
      Description: 'The table',
      ExportName: 'table',
    })
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: 'Shop' }))
    const ids = Object.fromEntries(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]))
    expect(ids).toMatchObject({
      Bus: 'shop',
      Queue: expect.stringMatching(`^${runtime.endpointUrl}/000000000000/Shop-Queue-[0-9a-f]{12}$`),
      Table: runtime.outputs.TableName,
    })
    expect(ids).not.toHaveProperty('Skipped')
    const { StackResourceSummaries } = await cloudFormation.send(new ListStackResourcesCommand({ StackName: 'Shop' }))
    expect(StackResourceSummaries).toHaveLength(StackResources.length)
    await expect(cloudFormation.send(new DescribeStacksCommand({ StackName: 'Other' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Other does not exist',
    })
  })

  test('a restart on the same data directory keeps names, messages and items', async () => {
    const kept = ['Bus', 'DeadLetters', 'Queue', 'Rule', 'Table']
    const template: Template = {
      Resources: Object.fromEntries(Object.entries(pipeline.Resources).filter(([id]) => kept.includes(id))),
      Outputs: { QueueUrl: { Value: { Ref: 'Queue' } }, TableName: { Value: { Ref: 'Table' } } },
    }
    const dataDir = temporaryDirectory()
    const before = await start(template, { dataDir })
    await new EventBridgeClient(clientConfig(before)).send(
      new PutEventsCommand({ Entries: [{ EventBusName: 'shop', Source: 'test', DetailType: 'x', Detail: '{"n":1}' }] }),
    )
    const put = new PutItemCommand({ TableName: before.outputs.TableName, Item: { pk: { S: 'a' }, kind: { S: 'k' } } })
    await new DynamoDBClient(clientConfig(before)).send(put)
    await before.close()

    const after = await start(template, { dataDir })
    expect(after.outputs.TableName).toBe(before.outputs.TableName)
    const { Messages } = await new SQSClient(clientConfig(after)).send(
      new ReceiveMessageCommand({ QueueUrl: after.outputs.QueueUrl }),
    )
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ detail: { n: 1 } })
  })
})

describe('a template that cannot run', () => {
  test('every unknown type, property and value is named at once', async () => {
    const template: Template = {
      Resources: {
        Cluster: { Type: 'AWS::ECS::Cluster' },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Metadata: { 'aws:cdk:path': 'Shop/Orders/Queue/Resource' },
          Properties: { Colour: 'red', VisibilityTimeout: 'long' },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { Targets: [{ Id: 'x', Arn: { Ref: 'Queue' }, KinesisParameters: {} }] },
        },
      },
    }
    const starting = start(template)
    await expect(starting).rejects.toThrow(
      '4 things in stack Shop that AWS refuses, or that the local runtime does not know',
    )
    await expect(starting).rejects.toThrow('Cluster, AWS::ECS::Cluster: unknown resource type; known are AWS::')
    await expect(starting).rejects.toThrow(
      'Queue (Shop/Orders/Queue/Resource), AWS::SQS::Queue: unknown property Colour; known are QueueName, FifoQueue',
    )
    await expect(starting).rejects.toThrow('property VisibilityTimeout')
    await expect(starting).rejects.toThrow('Rule, AWS::Events::Rule: unknown property Targets.0.KinesisParameters')
  })

  test('a resource that cannot be created is named, and nothing is left running', async () => {
    const template: Template = {
      Resources: {
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Protocol: 'sqs', Endpoint: 'arn' },
        },
      },
    }
    await expect(start(template)).rejects.toThrow(
      'Shop: cannot create Subscription (AWS::SNS::Subscription): No topic arn:aws:sns:us-east-1:000000000000:none',
    )
  })

  test('what only the real names tell is refused when the resource is made, in one line', async () => {
    const target = { 'Fn::GetAtt': ['Dead', 'Arn'] }
    const starting = start({
      Resources: {
        Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: target, maxReceiveCount: 3 } },
        },
      },
    })
    await expect(starting).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^Shop: cannot create Queue \(AWS::SQS::Queue\): property RedrivePolicy\.deadLetterTargetArn: .+same type of queue as the source\.$/,
      ),
    })
  })

  test('a name that is taken out of an ARN is not a problem before the ARN is there', async () => {
    const arn = { 'Fn::GetAtt': ['Bus', 'Arn'] }
    const runtime = await start({
      Resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } } },
      Outputs: { Name: { Value: { 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] } } },
    })
    expect(runtime.outputs.Name).toBe('orders')
    const queue = {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: { 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] } },
    }
    const resources = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'queue-of' } }, Queue: queue }
    expect((await start({ Resources: resources, Outputs: { Url: { Value: { Ref: 'Queue' } } } })).outputs.Url).toMatch(
      /\/queue-of$/,
    )
  })

  test('a port in use is an error that names it', async () => {
    const first = await start({ Resources: {} })
    const port = Number(new URL(first.endpointUrl).port)
    const starting = startLocal({ assemblyDir: writeAssembly({ Resources: {} }), endpointPort: port, apiPort: 0 })
    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  })

  test('a directory without an assembly, and a stack that is not in it', async () => {
    const options = { endpointPort: 0, apiPort: 0 }
    await expect(startLocal({ ...options, assemblyDir: temporaryDirectory() })).rejects.toThrow(
      /No cloud assembly in .* Run "cdk synth" first/,
    )
    const assemblyDir = writeAssembly({ Resources: {} })
    await expect(startLocal({ ...options, assemblyDir, stackName: 'Other' })).rejects.toThrow(
      /No stack named Other in .*; it has: Shop\./,
    )
  })
})
