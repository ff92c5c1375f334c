import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, expect, test } from 'vitest'
import type { Template } from '../../../local/template/template.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'

afterEach(cleanUp)

const metric = (Id: string, Namespace: string, MetricName: string, Name: string, Ref: string) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace, MetricName, Dimensions: [{ Name, Value: { Ref } }] }, Period: 300, Stat: 'Sum' },
})

/** As the relays of the pipeline have it. */
const template: Template = {
  Resources: {
    Events: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'events',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    Relay: inlineFunction('return {}'),
    Stopped: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'stopped',
        Metrics: [
          { Id: 'stopped', Expression: 'IF(FILL(there, 0) > 0 AND FILL(missing, 0) == 0, 1, 0)' },
          metric('there', 'AWS/DynamoDB', 'ConsumedWriteCapacityUnits', 'TableName', 'Events'),
          metric('missing', 'AWS/Lambda', 'Invocations', 'FunctionName', 'Relay'),
        ],
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      },
    },
  },
}

test('a relay that is not invoked while its table is written raises its alarm; an idle one and one at work do not', async () => {
  let now = Date.UTC(2026, 0, 1, 12, 1)
  const runtime = await start(template, { clock: { now: () => now } })
  const dynamo = new DynamoDBClient(clientConfig(runtime))
  const cloudWatch = new CloudWatchClient(clientConfig(runtime))
  const relay = runtime.functions.list()[0]?.name ?? ''
  let written = 0
  const write = () =>
    dynamo.send(new PutItemCommand({ TableName: 'events', Item: { pk: { S: `order#${written++}` } } }))
  const stateAfter = async (minutes: number) => {
    now += minutes * 60_000
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['stopped'] }))
    return MetricAlarms?.[0]?.StateValue
  }
  expect(await stateAfter(0), 'idle').toBe('OK')
  await write()
  await runtime.functions.invoke(relay, {})
  expect(await stateAfter(5), 'at work').toBe('OK')
  await write()
  expect(await stateAfter(5), 'five minutes may be a slow start').toBe('OK')
  await write()
  expect(await stateAfter(1), 'stopped').toBe('ALARM')
  await write()
  await runtime.functions.invoke(relay, {})
  expect(await stateAfter(10), 'going on').toBe('OK')
})
