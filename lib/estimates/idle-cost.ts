import { prices } from '../../prices/us-east-1.ts'
import { type NamedResource, resourcesOf, type Template, target } from '../validation/template.ts'
import { FREE_WHEN_IDLE } from './free-when-idle.ts'
import { scheduledUsage } from './scheduled.ts'
import { secretsRead } from './secrets-read.ts'

export interface CostLine {
  readonly what: string
  readonly count: number
  readonly usd: number
}

/** Seconds of a month of 730 hours, the month that AWS's prices are quoted for. */
const MONTH_SECONDS = 730 * 3600

/**
 * Lambda polls an idle queue with five long polls of 20 seconds at a time. It could do with two, but "this optimization is
 * not available when you enable the maximum concurrency setting". Every receive is billed, also one that brings nothing.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLERS = 5
const LONG_POLL_SECONDS = 20
const POLLS_PER_MONTH = (POLLERS * MONTH_SECONDS) / LONG_POLL_SECONDS

/** What a stage costs in a month in which nothing happens, counted from its template at list prices. */
export function idleCost(template: Template): CostLine[] {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm')
  const queues = new Map(resourcesOf(template, 'AWS::SQS::Queue').map((queue) => [queue.id, queue]))
  const polled = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(
    ({ properties }) => queues.get(target(properties.EventSourceArn) ?? '') ?? [],
  )
  const fifo = polled.filter(({ properties }) => properties.FifoQueue === true)
  const count = (type: string) => resourcesOf(template, type).length
  const polls = (queueCount: number, usdPerMillion: number) => (queueCount * POLLS_PER_MONTH * usdPerMillion) / 1e6
  const metrics = alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0)
  const standard = polled.length - fifo.length
  const scheduled = scheduledUsage(template, MONTH_SECONDS)
  return [
    line(`metrics of ${alarms.length} alarms`, metrics, prices.alarmMetric.usd),
    line('composite alarms', count('AWS::CloudWatch::CompositeAlarm'), prices.compositeAlarm.usd),
    line('dashboards', count('AWS::CloudWatch::Dashboard'), prices.dashboard.usd),
    line('keys of our own', count('AWS::KMS::Key'), prices.customerKey.usd),
    line('secrets that functions read', secretsRead(template).size, prices.secret.usd),
    { what: 'standard queues polled', count: standard, usd: polls(standard, prices.sqsStandardRequests.usd) },
    { what: 'FIFO queues polled', count: fifo.length, usd: polls(fifo.length, prices.sqsFifoRequests.usd) },
    { what: 'functions that a schedule runs', count: scheduled.functions, usd: scheduled.usd },
  ].filter(({ count }) => count > 0)
}

export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0)

const line = (what: string, count: number, usdEach: number): CostLine => ({ what, count, usd: count * usdEach })

function metricsOf({ properties }: NamedResource): number {
  const inExpressions = (properties.Metrics ?? []) as readonly { readonly MetricStat?: object }[]
  return properties.MetricName === undefined ? inExpressions.filter(({ MetricStat }) => MetricStat).length : 1
}

const COUNTED = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::SQS::Queue',
])

/** Resource types in the template for which this file knows no price. A test holds that our own template has none. */
export const uncountedTypes = ({ Resources }: Template): string[] =>
  [...new Set(Object.values(Resources).map(({ Type }) => Type))].filter(
    (type) => !COUNTED.has(type) && !FREE_WHEN_IDLE.has(type),
  )
