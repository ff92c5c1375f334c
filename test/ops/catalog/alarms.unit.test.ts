import { describe, expect, it } from 'vitest'
import { alarmsOf, withFurther } from '../../../ops/catalog/alarms.ts'
import { catalogOf } from '../../../ops/catalog/derive.ts'
import { diffCatalogs } from '../../../ops/catalog/diff.ts'
import { found } from '../../../ops/catalog/show.ts'
import { overview } from '../../../ops/catalog/text.ts'
import { largeSystem } from './large-system.ts'

const alarm = (properties: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    EvaluationPeriods: 1,
    ...properties,
  },
})
const metricOf = (name: string, value: unknown, more: object = {}) => ({
  MetricStat: { Metric: { Dimensions: [{ Name: name, Value: value }] }, Period: 300 },
  ...more,
})

const Resources = {
  PaymentFunction1234ABCD: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Environment: { Variables: { CONSUMER: 'payment', QUEUE_URL: { Ref: 'Queue' }, DLQ_URL: { Ref: 'Dead' } } },
    },
  },
  OtherFunction1234ABCD: { Type: 'AWS::Lambda::Function', Properties: {} },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] } },
  PaymentAlarmsDead1234ABCD: alarm({
    AlarmDescription: 'payment: dead letters wait. See docs/runbook.md#dead-letters. Start with: npm run ops',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Dead', 'QueueName'] } }],
    Period: 60,
  }),
  PaymentAlarmsErrors1234ABCD: alarm({
    AlarmDescription: {
      'Fn::Join': ['', ['payment: it crashes. See docs/runbook.md#crashes. Start with: aws logs tail ', { Ref: 'X' }]],
    },
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'PaymentFunction1234ABCD' } }],
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Period: 60,
  }),
  JointAlarmsLost1234ABCD: alarm({
    AlarmDescription: 'Lost to one of several. See docs/runbook.md#lost-deliveries. Start with: x',
    Metrics: [
      { Expression: 'MAX([a, b])' },
      metricOf('RuleName', { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Rule', 'Arn'] }] }] }),
      metricOf('consumer', 'inventory'),
    ],
    EvaluationPeriods: 2,
  }),
  DeadlinesDropped1234ABCD: alarm({
    AlarmDescription: 'payment: deadlines are lost.',
    Dimensions: [{ Name: 'Group', Value: { Ref: 'Group' } }],
    Period: 60,
  }),
  OwnAlarm1234ABCD: alarm({
    ComparisonOperator: 'LessThanThreshold',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'OtherFunction1234ABCD' } }],
    Period: 60,
  }),
}

describe('the alarms of a template', () => {
  const alarms = alarmsOf({ Resources })

  it('are told with what they say, when they go off, and whom they watch', () => {
    expect(alarms).toEqual([
      {
        name: 'DeadlinesDropped',
        says: 'payment: deadlines are lost.',
        when: 'at least 1 in a period of 60 s',
        consumers: ['payment'],
      },
      {
        name: 'JointAlarmsLost',
        says: 'Lost to one of several.',
        section: 'lost-deliveries',
        when: 'at least 1 in 2 periods in a row of 300 s',
        consumers: ['inventory', 'payment'],
      },
      { name: 'OwnAlarm', says: '', when: 'less than 1 in a period of 60 s', consumers: [] },
      {
        name: 'PaymentAlarmsDead',
        says: 'payment: dead letters wait.',
        section: 'dead-letters',
        when: 'at least 1 in a period of 60 s',
        consumers: ['payment'],
      },
      {
        name: 'PaymentAlarmsErrors',
        says: 'payment: it crashes.',
        section: 'crashes',
        when: 'at least 1 in 2 of 3 periods of 60 s',
        consumers: ['payment'],
      },
    ])
  })

  it('are marked where only a setting adds them', () => {
    const [first, ...rest] = alarms
    expect(withFurther(rest, alarms)).toEqual([{ ...first, onlyWith: 'alarms=all' }, ...rest])
  })
})

describe('alarms in the catalog', () => {
  const alarms = [
    {
      name: 'WatcherAlarmsLag',
      says: 'It waits.',
      section: 'lag',
      when: 'at least 300 in a period of 60 s',
      consumers: ['order-watcher-0'],
    },
    {
      name: 'AlarmsThrottles',
      says: 'Full.',
      when: 'at least 1 in a period of 300 s',
      consumers: [],
      onlyWith: 'alarms=all',
    },
  ]
  const catalog = { ...catalogOf(largeSystem()), alarms }

  it('are shown by name, with their consumer, and those of several in the overview', () => {
    expect(found(catalog, 'WatcherAlarmsLag')[1]()).toBe(
      [
        'WatcherAlarmsLag, an alarm',
        '  It waits.',
        '  goes off  at least 300 in a period of 60 s',
        '  watches   order-watcher-0',
        '  stages    every',
        '  see       docs/runbook.md#lag',
        '',
      ].join('\n'),
    )
    expect(found(catalog, 'order-watcher-0')[1]()).toContain('  alarms    WatcherAlarmsLag\n')
    expect(overview(catalog, 100)).toMatch(/ALARM OF SEVERAL +STAGES +SAYS\nAlarmsThrottles +alarms=all +Full\.\n/)
  })

  it('are among the differences of two catalogs, but not where the older one knows none', () => {
    const [lag, throttles] = alarms
    const later = { ...catalog, alarms: [{ ...lag!, when: 'at least 60 in a period of 60 s' }] }
    expect(diffCatalogs(catalog, later)).toEqual([
      {
        kind: 'changed',
        what: 'alarm WatcherAlarmsLag',
        detail: 'goes off: at least 300 in a period of 60 s → at least 60 in a period of 60 s',
        concerns: ['order-watcher-0'],
      },
      { kind: 'removed', what: `alarm ${throttles!.name}`, concerns: [] },
    ])
    expect(diffCatalogs(catalogOf(largeSystem()), catalog)).toEqual([])
  })
})
