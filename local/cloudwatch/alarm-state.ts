import type { AlarmDefinition, CompositeAlarmDefinition } from './definitions.ts'
import type { MetricStore } from './metric-store.ts'
import { type MetricQuery, periodOf, runQueries } from './queries.ts'

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

export interface AlarmEvaluation {
  state: AlarmState
  reason: string
}

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
}

/** State of an alarm over its latest periods, the present one included, so that it answers at once. */
export function evaluateAlarm(alarm: AlarmDefinition, store: MetricStore, now: number): AlarmEvaluation {
  const queries = queriesOf(alarm)
  const periodMs = periodOf(queries) * 1000
  const last = Math.floor(now / periodMs) * periodMs
  const first = last - (alarm.EvaluationPeriods - 1) * periodMs
  // From one period earlier: DIFF of the first value needs the one before it.
  const results = runQueries(queries, store, first - periodMs, last + periodMs)
  const watched = results.get(queries.find(({ ReturnData }) => ReturnData !== false)?.Id ?? '') ?? new Map()
  const threshold = alarm.Threshold ?? 0
  const breaches = comparisons[alarm.ComparisonOperator]
  const values: (number | undefined)[] = []
  for (let time = first; time <= last; time += periodMs) values.push(watched.get(time))

  const known = values.filter((value) => value !== undefined)
  const treatment = alarm.TreatMissingData ?? 'missing'
  const missing = treatment === 'breaching' ? values.length - known.length : 0
  const breaching = known.filter((value) => breaches(value, threshold)).length + missing
  const reason = `${breaching} of ${values.length} datapoints [${known.join(', ')}] breach the threshold (${threshold})`
  if (breaching >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods)) return { state: 'ALARM', reason }
  if (known.length === 0 && treatment === 'missing') return { state: 'INSUFFICIENT_DATA', reason: 'No datapoints' }
  return { state: 'OK', reason }
}

export function queriesOf(alarm: AlarmDefinition): MetricQuery[] {
  if (alarm.Metrics) return alarm.Metrics
  const { Namespace = '', MetricName = '', Dimensions, Period = 60, Statistic, ExtendedStatistic } = alarm
  const Stat = ExtendedStatistic ?? Statistic ?? 'Average'
  return [{ Id: 'metric', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } }]
}

const RULE_TOKEN = /\s*(AND|OR|NOT|TRUE|FALSE|[()]|(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?[^")]+"?\s*\))/gy

/** State of a composite alarm: its rule over the states of others, by name or ARN. */
export function evaluateComposite(
  { AlarmRule }: CompositeAlarmDefinition,
  stateOf: (nameOrArn: string) => AlarmState | undefined,
): AlarmEvaluation {
  const tokens = [...AlarmRule.matchAll(RULE_TOKEN)].map(([, token = '']) => token)
  let position = 0
  const either = (): boolean => {
    let result = both()
    while (tokens[position] === 'OR') {
      position += 1
      result = both() || result
    }
    return result
  }
  const both = (): boolean => {
    let result = single()
    while (tokens[position] === 'AND') {
      position += 1
      result = single() && result
    }
    return result
  }
  const single = (): boolean => {
    const token = tokens[position++] ?? ''
    if (token === 'NOT') return !single()
    if (token === 'TRUE' || token === 'FALSE') return token === 'TRUE'
    if (token === '(') {
      const result = either()
      position += 1
      return result
    }
    const [, state, name = ''] = /^(\w+)\s*\(\s*"?([^")]+)"?\s*\)$/.exec(token) ?? []
    return stateOf(name.trim()) === state
  }
  return { state: either() ? 'ALARM' : 'OK', reason: AlarmRule }
}
