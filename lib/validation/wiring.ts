import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { CONSUMER_DIMENSION } from '../../lambdas/runtime/declarations/metrics.ts'
import { type NamedResource, resourcesOf, type Template, target, valueAt } from './template.ts'

/** The target of a rule or the subscription of a topic that brings events into a consumer's queue. */
export interface WiredRoute {
  readonly id: string
  readonly from: 'bus' | 'topic'
  /** Logical id of the queue that takes what cannot be delivered. */
  readonly deadLetters: string | undefined
  readonly fromFifo: boolean
  /** Filter policy of a subscription that does not get everything. */
  readonly filterPolicy: unknown
}

/** One consumer as it stands in the synthesized template, found by the environment of its function. */
export interface WiredConsumer {
  readonly declaration: ConsumerDeclaration
  readonly function: NamedResource | undefined
  readonly eventSource: NamedResource | undefined
  readonly queue: NamedResource | undefined
  readonly deadLetters: NamedResource | undefined
  readonly routes: readonly WiredRoute[]
  /** Alarms on its queue, on its dead-letter queue or on what its own runtime measures. */
  readonly alarms: readonly WiredAlarm[]
  /** Other queues that have the same dead-letter queue. */
  readonly sharesDeadLettersWith: readonly string[]
}

export interface WiredAlarm {
  readonly id: string
  readonly metric: string
  readonly on: 'queue' | 'dead-letters' | 'runtime'
}

export const wiredConsumers = (template: Template, declarations: readonly ConsumerDeclaration[]): WiredConsumer[] => {
  const read = reader(template)
  return declarations.map((declaration) => read(declaration))
}

function reader(template: Template) {
  const functions = resourcesOf(template, 'AWS::Lambda::Function')
  const eventSources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
  const queues = resourcesOf(template, 'AWS::SQS::Queue')
  const routes = allRoutes(template)
  const alarms = allAlarms(template)
  const queue = (id: string | undefined) => queues.find((one) => one.id === id)
  const alarmsOn = (watched: string | undefined, on: WiredAlarm['on']): WiredAlarm[] =>
    alarms.filter((alarm) => watched && alarm.watched === watched).map(({ id, metric }) => ({ id, metric, on }))

  return (declaration: ConsumerDeclaration): WiredConsumer => {
    const handler = functions.find(
      ({ properties }) => valueAt(properties, 'Environment', 'Variables', 'CONSUMER') === declaration.name,
    )
    const eventSource = eventSources.find(({ properties }) => handler && target(properties.FunctionName) === handler.id)
    const own = queue(target(eventSource?.properties.EventSourceArn))
    const deadLetters = queue(deadLettersOf(own))
    return {
      declaration,
      function: handler,
      eventSource,
      queue: own,
      deadLetters,
      routes: routes.filter((route) => own && route.to === own.id),
      alarms: [
        ...alarmsOn(own?.id, 'queue'),
        ...alarmsOn(deadLetters?.id, 'dead-letters'),
        ...alarmsOn(`${CONSUMER_DIMENSION} ${declaration.name}`, 'runtime'),
      ],
      sharesDeadLettersWith: queues
        .filter((one) => one.id !== own?.id && deadLetters && deadLettersOf(one) === deadLetters.id)
        .map((one) => one.id),
    }
  }
}

const deadLettersOf = (queue: NamedResource | undefined): string | undefined =>
  target(valueAt(queue?.properties, 'RedrivePolicy', 'deadLetterTargetArn'))

function allRoutes(template: Template): (WiredRoute & { readonly to: string | undefined })[] {
  const isFifoTopic = (id: string | undefined) => template.Resources[id ?? '']?.Properties?.FifoTopic === true
  const rules = resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
    ((properties.Targets ?? []) as Record<string, unknown>[]).map((rule) => ({
      id,
      from: 'bus' as const,
      to: target(rule.Arn),
      deadLetters: target(valueAt(rule, 'DeadLetterConfig', 'Arn')),
      fromFifo: false,
      filterPolicy: undefined,
    })),
  )
  const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(({ id, properties }) => ({
    id,
    from: 'topic' as const,
    to: target(properties.Endpoint),
    deadLetters: target(valueAt(properties, 'RedrivePolicy', 'deadLetterTargetArn')),
    fromFifo: isFifoTopic(target(properties.TopicArn)),
    filterPolicy: properties.FilterPolicy,
  }))
  return [...rules, ...subscriptions]
}

interface AlarmMetric {
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[]
}

/** A metric alone, or those inside a metric expression. */
function allAlarms(template: Template) {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => {
    const inExpression = (properties.Metrics ?? []) as { MetricStat?: { Metric: AlarmMetric } }[]
    const metrics: AlarmMetric[] = [properties, ...inExpression.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])]
    return metrics.flatMap(({ MetricName, Dimensions = [] }) =>
      MetricName
        ? Dimensions.map(({ Name, Value }) => ({
            id,
            metric: MetricName,
            watched: typeof Value === 'string' ? `${Name} ${Value}` : target(Value),
          }))
        : [],
    )
  })
}
