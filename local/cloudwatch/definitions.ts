import { z } from 'zod'
import { count, flag, list, text } from '../template/property-values.ts'

const dimensions = z.array(z.strictObject({ Name: text, Value: text }))

const metricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: text, MetricName: text, Dimensions: dimensions.optional() }),
  Period: count,
  Stat: text,
  Unit: text.optional(),
})

const metricDataQuery = z.strictObject({
  Id: text,
  AccountId: text.optional(),
  Expression: text.optional(),
  Label: text.optional(),
  MetricStat: metricStat.optional(),
  Period: count.optional(),
  ReturnData: flag.optional(),
})

const actions = {
  ActionsEnabled: flag.optional(),
  AlarmActions: list.optional(),
  AlarmDescription: text.optional(),
  InsufficientDataActions: list.optional(),
  OKActions: list.optional(),
}

/** Properties of AWS::CloudWatch::Alarm, but its name. */
export const alarmProperties = z.strictObject({
  ...actions,
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  DatapointsToAlarm: count.optional(),
  Dimensions: dimensions.optional(),
  EvaluateLowSampleCountPercentile: text.optional(),
  EvaluationPeriods: count,
  ExtendedStatistic: text.optional(),
  MetricName: text.optional(),
  Metrics: z.array(metricDataQuery).optional(),
  Namespace: text.optional(),
  Period: count.optional(),
  Statistic: text.optional(),
  Threshold: count.optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  Unit: text.optional(),
})

/** Properties of AWS::CloudWatch::CompositeAlarm, but its name. */
export const compositeAlarmProperties = z.strictObject({
  ...actions,
  ActionsSuppressor: text.optional(),
  ActionsSuppressorExtensionPeriod: count.optional(),
  ActionsSuppressorWaitPeriod: count.optional(),
  AlarmRule: text,
})

interface Named {
  AlarmName: string
  AlarmArn: string
}

export type AlarmDefinition = z.output<typeof alarmProperties> & Named
export type CompositeAlarmDefinition = z.output<typeof compositeAlarmProperties> & Named
