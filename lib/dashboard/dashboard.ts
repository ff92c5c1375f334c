import { Aws, Duration, type Stack } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Row,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { requestTime } from '../api/api-alarms.ts'
import type { PipelineApi } from '../api/pipeline-api.ts'
import { metricsOf } from '../consumers/consumer-metrics.ts'
import { inGroups } from '../monitoring/alarms.ts'
import { MINUTE } from '../monitoring/metrics.ts'
import type { ConsumerQueues } from '../queues/consumer-queues.ts'
import type { Relay } from '../relay/relay.ts'
import type { Service } from '../service.ts'
import type { Settings } from '../settings.ts'

export interface PipelineDashboardProps {
  readonly settings: Settings
  /** Stacks whose alarms the dashboard shows. */
  readonly stacks: readonly Stack[]
  readonly services: readonly Service[]
  readonly queues: ConsumerQueues
  readonly relays: readonly Relay[]
  readonly api: PipelineApi
}

/** One screen, drawn from the declarations: whether anything is wrong, the API and the relays, then a row per consumer. */
export class PipelineDashboard extends Construct {
  readonly dashboard: Dashboard

  constructor(scope: Construct, id: string, props: PipelineDashboardProps) {
    super(scope, id)
    const { settings, stacks, services, queues, relays, api } = props
    const consumers = services.flatMap((service) => service.declaration.consumers)
    const alarms = stacks.flatMap((stack) => stack.node.findAll()).filter((one) => one instanceof Alarm)
    this.dashboard = new Dashboard(this, 'Dashboard', {
      // Dashboards are global to an account: two regions of one stage would overwrite each other's.
      dashboardName: `EventPipeline-${settings.stage}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new Row(...overviewWidgets(alarms, consumers, queues, settings.stage))],
        [new Row(...apiWidgets(api, settings.stage), ...relayWidgets(relays))],
        ...consumers.map((consumer) => [new Row(...consumerWidgets(consumer, queues, settings.stage))]),
      ],
    })
  }
}

/** CloudWatch takes no more in one. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS_PER_WIDGET = 100

/** The overview row: one line for each consumer in every graph. */
function overviewWidgets(
  alarms: readonly Alarm[],
  consumers: readonly ConsumerDeclaration[],
  queues: ConsumerQueues,
  stage: string,
): IWidget[] {
  const ofEach = (metric: (consumer: ConsumerDeclaration) => IMetric) => consumers.map(metric)
  return [
    ...inGroups(alarms, ALARMS_PER_WIDGET).map(
      ([, some]) => new AlarmStatusWidget({ title: 'Alarms', alarms: some, width: 6, height: 5 }),
    ),
    graph(
      'Lag of each consumer, ms (p99)',
      ofEach(({ name }) => metricsOf(stage, name)('lag', { statistic: 'p99', label: name })),
    ),
    graph(
      'Dead letters of each consumer',
      ofEach(({ name }) =>
        queues.of(name).deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, label: name }),
      ),
    ),
    graph(
      'Events of each consumer',
      ofEach(({ name }) => metricsOf(stage, name)('processed', { label: name })),
    ),
  ]
}

function apiWidgets({ stage }: PipelineApi, name: string): IWidget[] {
  return [
    graph('API: requests and errors', [
      stage.metricCount({ period: MINUTE, statistic: 'Sum', label: 'requests' }),
      stage.metricClientError({ period: MINUTE, statistic: 'Sum', label: '4xx' }),
      stage.metricServerError({ period: MINUTE, statistic: 'Sum', label: '5xx' }),
    ]),
    graph(
      'API: milliseconds, without waiting',
      percentiles((statistic) => requestTime(name, statistic, statistic)),
    ),
  ]
}

function relayWidgets(relays: readonly Relay[]): IWidget[] {
  return [
    graph(
      'Relays: age of the newest record, ms',
      relays.map((relay) => relay.function.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' })),
    ),
    graph(
      'Relays: records set aside',
      relays.map((relay) => relay.failures.metricApproximateNumberOfMessagesVisible({ period: MINUTE })),
    ),
  ]
}

function consumerWidgets({ name }: ConsumerDeclaration, all: ConsumerQueues, stage: string): IWidget[] {
  const metric = metricsOf(stage, name)
  const { queue, deadLetters } = all.of(name)
  return [
    graph(`${name}: events`, [
      metric('processed', { label: 'processed' }),
      metric('duplicates', { label: 'duplicates' }),
      metric('failed', { label: 'failed attempts' }),
      metric('deadLettered', { label: 'dead letters' }),
    ]),
    graph(
      `${name}: processing, ms`,
      percentiles((statistic) => metric('processingTime', { statistic, label: statistic })),
    ),
    graph(
      `${name}: lag, ms`,
      percentiles((statistic) => metric('lag', { statistic, label: statistic })),
    ),
    graph(`${name}: waiting`, [
      queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, label: 'in the queue' }),
      queue.metricApproximateNumberOfMessagesNotVisible({ period: MINUTE, label: 'in flight' }),
      deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, label: 'dead letters' }),
    ]),
  ]
}

const percentiles = (metric: (statistic: string) => IMetric): IMetric[] => ['p50', 'p95', 'p99'].map(metric)

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 6, height: 5 })
