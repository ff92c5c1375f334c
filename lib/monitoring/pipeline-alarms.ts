import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import {
  consumerMetrics,
  metricsNamespace,
  SCOPE_DIMENSION,
  WHOLE_STAGE,
} from '../../lambdas/runtime/declarations/metrics.ts'
import type { Platform } from '../platform.ts'
import { Alarms } from './alarms.ts'
import { FIVE_MINUTES, MINUTE, SUM, total } from './metrics.ts'

/** Alarms on what all consumers share: the topic, the tables, the account's concurrency, and their dead letters together. */
export class PipelineAlarms extends Alarms {
  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id, platform)
    this.#deadLetters(platform)
    this.#held(platform)
    this.#topic(platform)
    this.#tables(platform)
    this.essential('Throttles', {
      // Throttles of all functions of the account and region, because they share its concurrency: one metric instead of thirty.
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...SUM }),
      says: 'Functions: the concurrency of the account is used up.',
      section: 'no-concurrency',
      startWith: 'aws lambda get-account-settings',
      from: 1,
    })
  }

  /** Watches one counter of the whole stage. The depth of a queue cannot show a second dead letter while the first one still waits. */
  #deadLetters({ settings }: Platform): void {
    this.essential('NewDeadLetters', {
      metric: new Metric({
        namespace: metricsNamespace(settings.stage),
        metricName: consumerMetrics.deadLettered,
        dimensionsMap: { [SCOPE_DIMENSION]: WHOLE_STAGE },
        statistic: 'Sum',
        period: MINUTE,
      }),
      says: 'Consumers: a new dead letter has arrived.',
      section: 'new-dead-letters',
      startWith: this.ops('dead-letters list --from 1h'),
      from: 1,
    })
  }

  /** Watches one counter of the whole stage instead of one for each consumer; `consumers list` says which consumer it is. */
  #held({ settings }: Platform): void {
    this.essential('SystemicFailure', {
      metric: new Metric({
        namespace: metricsNamespace(settings.stage),
        metricName: consumerMetrics.held,
        dimensionsMap: { [SCOPE_DIMENSION]: WHOLE_STAGE },
        statistic: 'Sum',
        period: FIVE_MINUTES,
      }),
      says: 'Consumers: nearly all messages of one type fail for the same cause. The type is held, and single messages are tried until they succeed.',
      section: 'systemic-failure',
      startWith: this.ops('consumers list'),
      from: 1,
    })
  }

  #topic({ fabric: { topic } }: Platform): void {
    const startWith = `aws sns list-subscriptions-by-topic --topic-arn ${topic.topicArn}`
    this.essential('TopicLostDeliveries', {
      metric: topic.metric('NumberOfNotificationsFailedToRedriveToDlq', SUM),
      says: 'Topic: it could put events neither into a queue nor into its dead-letter queue; their consumer has lost them.',
      section: 'lost-deliveries',
      startWith,
      from: 1,
    })
    this.essential('TopicFailedDeliveries', {
      metric: topic.metricNumberOfNotificationsFailed(SUM),
      says: 'Topic: it could not put events into a queue; they are in its dead-letter queue.',
      section: 'failed-deliveries',
      startWith,
      from: 1,
    })
  }

  #tables({ tables: { events, commands, processed, snapshots, deadLetters, breakers } }: Platform): void {
    const describe = (table: Table) => `aws dynamodb describe-table --table-name ${table.tableName}`
    this.essential('ThrottledWrites', {
      metric: total([events, commands, processed].map((table) => table.metric('WriteThrottleEvents', SUM))),
      says: 'Tables: writes of events, commands or dedup markers are throttled.',
      section: 'throttled-tables',
      startWith: describe(events),
      from: 10,
      periods: 2,
      outOf: 3,
    })
    for (const table of [events, commands, processed, snapshots, deadLetters, breakers]) {
      this.further(`Throttled${table.node.id}`, {
        metric: total([table.metric('ReadThrottleEvents', SUM), table.metric('WriteThrottleEvents', SUM)]),
        says: `Table ${table.node.id}: requests are throttled.`,
        section: 'throttled-tables',
        startWith: describe(table),
        from: 1,
        outOf: 2,
      })
      this.further(`SystemErrors${table.node.id}`, {
        // CDK's own sum over the operations would not do: it has no value while one of them has none, which is nearly always.
        metric: total(USED_OPERATIONS.map((operation) => systemErrors(table, operation))),
        says: `Table ${table.node.id}: DynamoDB answers with errors of its own.`,
        section: 'table-errors',
        startWith: describe(table),
        from: 5,
        outOf: 2,
      })
    }
  }
}

const systemErrors = (table: Table, operation: Operation) =>
  table.metric('SystemErrors', { ...SUM, dimensionsMap: { TableName: table.tableName, Operation: operation } })

const USED_OPERATIONS = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.QUERY,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.TRANSACT_WRITE_ITEMS,
]
