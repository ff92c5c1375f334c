import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { PipelineFunction } from '../functions/pipeline-function.ts'
import { Alarms, type Alerting } from '../monitoring/alarms.ts'
import { MINUTE, SUM, without } from '../monitoring/metrics.ts'

export interface RelayAlarmsProps {
  readonly name: string
  readonly handler: PipelineFunction
  /** The table whose stream it relays. */
  readonly table: Table
  readonly failures: Queue
  readonly waiting: Queue | undefined
  readonly alerting: Alerting
}

export class RelayAlarms extends Alarms {
  constructor(scope: Construct, id: string, { name, handler, table, failures, waiting, alerting }: RelayAlarmsProps) {
    super(scope, id, alerting)
    const fn = handler.function
    const mappings = `aws lambda list-event-source-mappings --function-name ${fn.functionName}`
    const logs = `aws logs tail ${handler.logGroup.logGroupName} --since 15m`
    const setAside = failures.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' })
    const list = this.ops('relay list')
    this.essential('IteratorAge', {
      metric: fn.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
      says: `${name}: the newest relayed record is a minute old; every consumer is behind.`,
      section: 'relay-behind',
      startWith: logs,
      from: 60_000,
      periods: 2,
    })
    this.essential('Stopped', {
      // A relay that is not invoked at all has no iterator age, and would look healthy without this alarm.
      metric: without(table.metric('ConsumedWriteCapacityUnits', SUM), fn.metricInvocations(SUM)),
      says: `${name}: items are stored, but its function is not invoked: nothing reaches its consumers.`,
      section: 'relay-stopped',
      startWith: mappings,
      from: 1,
      periods: 2,
      outOf: 3,
    })
    this.essential('Failures', {
      metric: setAside,
      says: `${name}: records could not be published and were set aside: they are stored, but their consumers have not received them.`,
      section: 'relay-set-aside',
      startWith: list,
      from: 1,
    })
    if (waiting) {
      this.essential('Waiting', {
        // Between two attempts these messages are invisible, so they are counted as well. A deployment that adds an addressee takes less than a quarter of an hour.
        metric: waiting.metricApproximateNumberOfMessagesNotVisible({ period: MINUTE, statistic: 'Minimum' }),
        says: `${name}: commands for one consumer have waited for 20 minutes, because its queue does not accept them.`,
        section: 'relay-waiting',
        startWith: logs,
        from: 1,
        periods: 20,
      })
    }
    this.further('NewFailures', {
      metric: new MathExpression({
        expression: 'FILL(DIFF(setAside), 0)',
        usingMetrics: { setAside },
        period: MINUTE,
      }),
      says: `${name}: one more record was set aside.`,
      section: 'relay-set-aside',
      startWith: list,
      from: 1,
      outOf: 3,
    })
    this.further('Errors', {
      metric: fn.metricErrors(SUM),
      says: `${name}: invocations fail.`,
      section: 'relay-errors',
      startWith: logs,
      from: 5,
    })
    this.further('Throttles', {
      metric: fn.metricThrottles(SUM),
      says: `${name}: the account's concurrency is used up.`,
      section: 'no-concurrency',
      startWith: 'aws lambda get-account-settings',
      from: 1,
    })
  }
}
