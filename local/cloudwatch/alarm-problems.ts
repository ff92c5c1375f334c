import type { Problem } from '../problem.ts'
import type { AlarmDefinition, CompositeAlarmDefinition } from './definitions.ts'

const invalid = (path: readonly PropertyKey[], message: string): Problem => ({ path, code: 'ValidationError', message })

type Declared<Definition> = Omit<Definition, 'AlarmName' | 'AlarmArn'> & { AlarmName?: string | undefined }

const MOST_ACTIONS = 5
const WEEK_SECONDS = 604_800

/** What PutMetricAlarm refuses: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export function* alarmProblems(alarm: Declared<AlarmDefinition>): Iterable<Problem> {
  yield* commonProblems(alarm)
  const { DatapointsToAlarm, EvaluationPeriods, Period, Dimensions = [], MetricName, Metrics } = alarm
  if (!isCount(EvaluationPeriods)) yield invalid(['EvaluationPeriods'], 'EvaluationPeriods must be 1 or more.')
  if (DatapointsToAlarm !== undefined && !(isCount(DatapointsToAlarm) && DatapointsToAlarm <= EvaluationPeriods)) {
    yield invalid(
      ['DatapointsToAlarm'],
      `DatapointsToAlarm must be from 1 to EvaluationPeriods, which is ${EvaluationPeriods}, not ${DatapointsToAlarm}.`,
    )
  }
  if (Period !== undefined && !isPeriod(Period)) yield invalid(['Period'], periodText(Period))
  if ((Period ?? 0) * EvaluationPeriods > WEEK_SECONDS) {
    yield invalid(['EvaluationPeriods'], `Period times EvaluationPeriods must be at most ${WEEK_SECONDS} seconds.`)
  }
  if (Dimensions.length > 30) yield invalid(['Dimensions'], 'A metric has up to 30 dimensions.')
  if ((MetricName === undefined) === (Metrics === undefined)) {
    yield invalid([], 'An alarm must have either a MetricName or Metrics.')
  }
  if (Metrics) yield* queryProblems(Metrics)
}

function* queryProblems(queries: NonNullable<AlarmDefinition['Metrics']>): Iterable<Problem> {
  for (const [index, { Id, Expression, MetricStat }] of queries.entries()) {
    if (!/^[a-z]\w{0,254}$/.test(Id)) {
      yield invalid(
        ['Metrics', index, 'Id'],
        `An Id must be letters, digits and underscores, a small letter first: "${Id}".`,
      )
    }
    if (queries.findIndex((one) => one.Id === Id) < index) {
      yield invalid(['Metrics', index, 'Id'], `The Id ${Id} is used twice.`)
    }
    if ((Expression === undefined) === (MetricStat === undefined)) {
      yield invalid(['Metrics', index], 'An entry must have either an Expression or a MetricStat.')
    }
    if (MetricStat && !isPeriod(MetricStat.Period)) {
      yield invalid(['Metrics', index, 'MetricStat', 'Period'], periodText(MetricStat.Period))
    }
  }
  if (queries.filter(({ ReturnData }) => ReturnData !== false).length !== 1) {
    yield invalid(['Metrics'], 'Exactly one element of the metrics list should return data.')
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function* compositeAlarmProblems(alarm: Declared<CompositeAlarmDefinition>): Iterable<Problem> {
  yield* commonProblems(alarm)
  const { length } = alarm.AlarmRule
  if (length < 1 || length > 10_240)
    yield invalid(['AlarmRule'], `An AlarmRule has 1 to 10240 characters, not ${length}.`)
}

function* commonProblems(alarm: Declared<AlarmDefinition> | Declared<CompositeAlarmDefinition>): Iterable<Problem> {
  const { AlarmName, AlarmDescription = '' } = alarm
  if (AlarmName !== undefined && (AlarmName.length < 1 || AlarmName.length > 255)) {
    yield invalid(['AlarmName'], 'The name of an alarm must be 1 to 255 characters long.')
  }
  if (AlarmDescription.length > 1024) {
    yield invalid(['AlarmDescription'], `A description has at most 1024 characters, not ${AlarmDescription.length}.`)
  }
  for (const name of ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const) {
    const count = alarm[name]?.length ?? 0
    if (count > MOST_ACTIONS) yield invalid([name], `Up to ${MOST_ACTIONS} actions are allowed, not ${count}.`)
  }
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1
const isPeriod = (seconds: number): boolean => [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)
const periodText = (seconds: number) => `A period must be 10, 20, 30 or a multiple of 60 seconds, not ${seconds}.`

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export function* dashboardProblems(name: string | undefined, body: string): Iterable<Problem> {
  if (name !== undefined && !/^[\w-]{1,255}$/.test(name)) {
    yield invalid(
      ['DashboardName'],
      `The name of a dashboard must be letters, digits, "-" and "_", at most 255: "${name}".`,
    )
  }
  try {
    const { widgets } = JSON.parse(body) as { widgets?: unknown }
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: "Up to 500 widgets per dashboard."
    if (Array.isArray(widgets) && widgets.length <= 500) return
    yield invalid(['DashboardBody'], 'The body of a dashboard must have a list of up to 500 widgets.')
  } catch {
    yield invalid(['DashboardBody'], 'The body of a dashboard must be a JSON object.')
  }
}
