import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { cbor } from '@smithy/core/cbor'
import { afterEach, describe, expect, test } from 'vitest'
import type { Template } from '../../../local/template/template.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'

afterEach(cleanUp)

const depthAlarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'dead-letters',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['DeadLetters', 'QueueName'] } }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    TreatMissingData: 'notBreaching',
  },
}

const metricStat = (id: string, name: string) => ({
  Id: id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: name }, Period: 300, Stat: 'Sum' },
})

const template: Template = {
  Resources: {
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Depth: depthAlarm,
    Rate: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'failure-rate',
        Metrics: [
          { Id: 'rate', Expression: '100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(passed, 0))' },
          metricStat('failed', 'Failed'),
          metricStat('passed', 'Passed'),
        ],
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 20,
        TreatMissingData: 'notBreaching',
      },
    },
    Any: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'any', AlarmRule: 'ALARM("dead-letters") OR (ALARM(failure-rate) AND NOT FALSE)' },
    },
  },
  Outputs: { QueueUrl: { Value: { Ref: 'DeadLetters' } } },
}

const growthTemplate: Template = {
  ...template,
  Resources: {
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Growth: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'new-letters',
        Metrics: [
          { Id: 'growth', Expression: 'FILL(DIFF(depth), 0)' },
          {
            Id: 'depth',
            ReturnData: false,
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SQS',
                MetricName: 'ApproximateNumberOfMessagesVisible',
                Dimensions: depthAlarm.Properties.Dimensions,
              },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
      },
    },
  },
}

/** Away from the ends of minutes, so that what belongs together is in one period. */
const now = Date.UTC(2026, 0, 1, 12, 1, 30)
const clock = { now: () => now }
const span = { StartTime: new Date(now - 60_000), EndTime: new Date(now + 60_000) }

describe('alarms', () => {
  test('a message in a dead-letter queue raises its alarm, and the one that is made of it, at once', async () => {
    const runtime = await start(template, { clock })
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    const states = async () => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      )
      return Object.fromEntries([...MetricAlarms, ...CompositeAlarms].map((one) => [one.AlarmName, one.StateValue]))
    }
    expect(await states()).toEqual({ 'dead-letters': 'OK', 'failure-rate': 'OK', any: 'OK' })
    await new SQSClient(clientConfig(runtime)).send(
      new SendMessageCommand({ QueueUrl: runtime.outputs.QueueUrl, MessageBody: 'poison' }),
    )
    expect(await states()).toEqual({ 'dead-letters': 'ALARM', 'failure-rate': 'OK', any: 'ALARM' })
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }))
    expect(MetricAlarms).toMatchObject([
      { AlarmName: 'dead-letters', Threshold: 1, StateUpdatedTimestamp: expect.any(Date) },
    ])
  })

  test('an alarm on an expression computes it', async () => {
    const runtime = await start(template, { clock })
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: [
          { MetricName: 'Failed', Value: 3 },
          { MetricName: 'Passed', Value: 7 },
        ],
      }),
    )
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['failure-rate'] }))
    expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM', StateReason: expect.stringContaining('[30]') }])
  })

  test('an alarm on the growth of a queue goes off again with the second message, while the first still waits', async () => {
    let minute = 0
    const runtime = await start(growthTemplate, { clock: { now: () => now + minute * 60_000 } })
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    const stateInMinute = async (which: number) => {
      minute = which
      const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['new-letters'] }))
      return MetricAlarms?.[0]?.StateValue
    }
    const send = (MessageBody: string) =>
      new SQSClient(clientConfig(runtime)).send(
        new SendMessageCommand({ QueueUrl: runtime.outputs.QueueUrl, MessageBody }),
      )
    expect(await stateInMinute(0)).toBe('OK')
    await send('first')
    expect(await stateInMinute(1)).toBe('ALARM')
    expect(await stateInMinute(2)).toBe('OK')
    await send('second')
    expect(await stateInMinute(3)).toBe('ALARM')
  })

  test('an expression may use others, wherever they stand in the list, but not itself', async () => {
    const runtime = await start({ Resources: {} }, { clock })
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    await cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [{ MetricName: 'LagMs', Value: 4000 }] }),
    )
    const ask = (MetricDataQueries: { Id: string; Expression?: string }[]) =>
      cloudWatch.send(new GetMetricDataCommand({ MetricDataQueries, ...span }))
    const lag = metricStat('lagMs', 'LagMs')
    const { MetricDataResults } = await ask([
      { Id: 'worst', Expression: 'MAX([FILL(lag, 0), FILL(age, 0)])' },
      { Id: 'lag', Expression: 'lagMs / 1000' },
      lag,
    ])
    expect(MetricDataResults?.[0]).toMatchObject({ Id: 'worst', Values: [4] })
    await expect(
      ask([
        { Id: 'a', Expression: 'b' },
        { Id: 'b', Expression: 'a' },
      ]),
    ).rejects.toThrow('uses itself')
  })

  test('an alarm on a rule has the names of its bus and rule, taken out of the rule’s ARN', async () => {
    const parts = { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Rule', 'Arn'] }] }
    const runtime = await start(
      {
        Resources: {
          Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
          Rule: {
            Type: 'AWS::Events::Rule',
            Properties: { Name: 'sales', EventBusName: { Ref: 'Bus' }, EventPattern: { source: ['till'] } },
          },
          Lost: {
            Type: 'AWS::CloudWatch::Alarm',
            Properties: {
              ...depthAlarm.Properties,
              AlarmName: 'lost',
              Namespace: 'AWS/Events',
              MetricName: 'InvocationsFailedToBeSentToDlq',
              Dimensions: [
                { Name: 'EventBusName', Value: { 'Fn::Select': [1, parts] } },
                { Name: 'RuleName', Value: { 'Fn::Select': [2, parts] } },
              ],
            },
          },
        },
      },
      { clock },
    )
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['lost'] }))
    expect(MetricAlarms?.[0]?.Dimensions).toEqual([
      { Name: 'EventBusName', Value: 'shop' },
      { Name: 'RuleName', Value: 'sales' },
    ])
  })

  test('the AWS CLI’s protocol, RPC v2 CBOR, gets the same answer', async () => {
    const runtime = await start(template, { clock })
    const response = await fetch(
      `${runtime.endpointUrl}/service/GraniteServiceVersion20100801/operation/DescribeAlarms`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/cbor',
          'smithy-protocol': 'rpc-v2-cbor',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=, Signature=',
        },
        body: cbor.serialize({ AlarmNames: ['dead-letters'] }) as Uint8Array<ArrayBuffer>,
      },
    )
    expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor')
    const answer = cbor.deserialize(new Uint8Array(await response.arrayBuffer()))
    expect(answer.MetricAlarms).toMatchObject([{ AlarmName: 'dead-letters', StateValue: 'OK' }])
  })
})

describe('metrics', () => {
  test('functions’ logs in the embedded metric format and their invocations become metrics', async () => {
    const metrics = { Namespace: 'Shop', Dimensions: [['service']], Metrics: [{ Name: 'Sold', Unit: 'Count' }] }
    const line = JSON.stringify({ _aws: { CloudWatchMetrics: [metrics] }, service: 'till', Sold: [2, 3] })
    // Behind the prefix of a console, it is no document of that format: "no additional data at the beginning or end".
    const write = `process.stdout.write(${JSON.stringify(`${line}\n`)}); console.log(${JSON.stringify(line)})`
    const till = { Resources: { Till: inlineFunction(`${write}; return 1`) } }
    const runtime = await start(till, { clock })
    await runtime.functions.invoke(runtime.functions.list()[0]?.name ?? '', {})
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Shop',
        MetricName: 'Sold',
        Dimensions: [{ Name: 'service', Value: 'till' }],
        Period: 60,
        Statistics: ['Sum', 'SampleCount'],
        ExtendedStatistics: ['p99'],
        ...span,
      }),
    )
    expect(Datapoints).toMatchObject([{ Sum: 5, SampleCount: 2, ExtendedStatistics: { p99: 3 } }])
    const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda' }))
    const names = ['Duration', 'Errors', 'Invocations', 'Throttles']
    const byFunction = Metrics?.filter(({ Dimensions }) => Dimensions?.length === 1)
    expect(byFunction?.map(({ MetricName }) => MetricName).sort()).toEqual(names)
    const ofAccount = Metrics?.filter(({ Dimensions }) => Dimensions?.length === 0)
    expect(ofAccount?.map(({ MetricName }) => MetricName).sort()).toEqual(names)
  })

  test('GetMetricData returns metrics and what expressions make of them', async () => {
    const runtime = await start({ Resources: {} }, { clock })
    const cloudWatch = new CloudWatchClient(clientConfig(runtime))
    const put = (MetricName: string, Value: number) =>
      cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [{ MetricName, Value }] }))
    await put('A', 6)
    await put('B', 2)
    const stat = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 300, Stat: 'Sum' },
    })
    const expressions = ['a / b', 'IF(a > 5 AND b < 5, a - b * 2, 0)', 'SUM(METRICS())', 'MAX([a, b])', 'a / (b - b)']
    const { MetricDataResults = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          stat('a', 'A'),
          stat('b', 'B'),
          ...expressions.map((Expression, index) => ({ Id: `e${index}`, Expression })),
        ],
        ...span,
      }),
    )
    const values = MetricDataResults.map((result) => result.Values?.[0])
    expect(values).toEqual([6, 2, 3, 2, 8, 6, undefined])
    const bad = { MetricDataQueries: [stat('a', 'A'), { Id: 'x', Expression: 'SEARCH(1)' }], ...span }
    await expect(cloudWatch.send(new GetMetricDataCommand(bad))).rejects.toThrow('"SEARCH(1)" is not supported')
  })
})
