import type { CatalogAlarm } from './model.ts'

/** The part of a synthesized template that is read here. */
export interface AlarmTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>
}

type Properties = Readonly<Record<string, unknown>>

/**
 * The alarms of a synthesized template, and the consumers that each of them watches: those whose function, queue, dead-letter queue,
 * rule or own metrics it reads, and the one that its text begins with.
 */
export function alarmsOf({ Resources }: AlarmTemplate): CatalogAlarm[] {
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({
    id,
    type: Type,
    of: Properties,
  }))
  const owners = ownersOf(resources)
  const names = new Set(owners.values())
  return resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .map(({ id, of }) => {
      const [says = '', rest = ''] = textOf(of.AlarmDescription).split(/ See (?=\S+#[a-z-]+\. Start with: )/)
      const section = /^\S+#([a-z-]+)/.exec(rest)?.[1]
      const [subject = ''] = says.split(':')
      const watched = dimensionsOf(of).flatMap(({ Name, Value }) =>
        Name === 'consumer' ? [String(Value)] : idsIn(Value).flatMap((target) => owners.get(target) ?? []),
      )
      const consumers = new Set([...watched, ...(names.has(subject) ? [subject] : [])])
      return {
        name: alarmName(id),
        says,
        ...(section !== undefined && { section }),
        when: whenOf(of),
        consumers: [...consumers].sort(),
      }
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** All alarms. Each that is not among the essential ones, which every stage has, is marked as added by the setting `alarms=all`. */
export function withFurther(essential: readonly CatalogAlarm[], all: readonly CatalogAlarm[]): CatalogAlarm[] {
  const always = new Set(essential.map(({ name }) => name))
  return all.map((alarm) => (always.has(alarm.name) ? alarm : { ...alarm, onlyWith: 'alarms=all' }))
}

interface Found {
  readonly id: string
  readonly type: string
  readonly of: Properties
}

/** Consumers by the logical id of their function, queues and rule. */
function ownersOf(resources: readonly Found[]): Map<string, string> {
  const owners = new Map<string, string>()
  for (const { id, of } of resources.filter(({ type }) => type === 'AWS::Lambda::Function')) {
    const { CONSUMER, QUEUE_URL, DLQ_URL } = variablesOf(of)
    if (typeof CONSUMER !== 'string') continue
    for (const own of [id, ...idsIn(QUEUE_URL), ...idsIn(DLQ_URL)]) owners.set(own, CONSUMER)
  }
  for (const { id, of } of resources.filter(({ type }) => type === 'AWS::Events::Rule')) {
    const [target] = (of.Targets ?? []) as { readonly Arn?: unknown }[]
    const [consumer] = idsIn(target?.Arn).flatMap((queue) => owners.get(queue) ?? [])
    if (consumer !== undefined) owners.set(id, consumer)
  }
  return owners
}

const variablesOf = ({ Environment }: Properties): Properties =>
  (Environment as { readonly Variables?: Properties } | undefined)?.Variables ?? {}

interface Metric {
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[]
}

interface Query {
  readonly MetricStat?: { readonly Metric: Metric; readonly Period?: number }
}

/** Dimensions of the alarm's metric, or of those inside its expression. */
const dimensionsOf = (alarm: Properties) =>
  [alarm as Metric, ...queriesOf(alarm).flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].flatMap(
    ({ Dimensions = [] }) => Dimensions,
  )

const queriesOf = ({ Metrics = [] }: Properties): readonly Query[] => Metrics as readonly Query[]

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'at least',
  GreaterThanThreshold: 'more than',
  LessThanOrEqualToThreshold: 'at most',
  LessThanThreshold: 'less than',
}

/** E.g. `at least 1 in 2 of 3 periods of 60 s`. */
function whenOf(alarm: Properties): string {
  const { ComparisonOperator, Threshold, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods, Period } = alarm
  const periods = [Number(Period ?? 0), ...queriesOf(alarm).map(({ MetricStat }) => MetricStat?.Period ?? 0)]
  const often =
    EvaluationPeriods === 1
      ? 'a period'
      : DatapointsToAlarm === EvaluationPeriods
        ? `${EvaluationPeriods} periods in a row`
        : `${DatapointsToAlarm} of ${EvaluationPeriods} periods`
  return `${COMPARISONS[String(ComparisonOperator)] ?? ComparisonOperator} ${Threshold} in ${often} of ${Math.max(...periods)} s`
}

/** A text of which parts are references: these are left out. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const [, parts] =
    (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] } | undefined)?.['Fn::Join'] ?? []
  return (parts ?? []).map((part) => (typeof part === 'string' ? part : '…')).join('')
}

/** Logical ids that a value refers to, at any depth. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  const { Ref, 'Fn::GetAtt': attribute } = value as {
    readonly Ref?: unknown
    readonly 'Fn::GetAtt'?: readonly unknown[]
  }
  if (typeof Ref === 'string') return [Ref]
  return attribute ? [String(attribute[0])] : Object.values(value).flatMap(idsIn)
}

/** Its logical id without the eight digits that the CDK appends to the path of a resource. */
export const alarmName = (id: string): string => id.replace(/[0-9A-F]{8}$/, '')
