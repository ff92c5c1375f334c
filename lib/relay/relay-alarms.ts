import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { Alarms } from '../operations/alarms.ts'

export interface RelayAlarmsProps {
  readonly name: string
  readonly function: LambdaFunction
  readonly failures: Queue
  readonly topic: ITopic
}

const MINUTE = Duration.minutes(1)

export class RelayAlarms extends Alarms {
  constructor(scope: Construct, id: string, { name, function: fn, failures, topic }: RelayAlarmsProps) {
    super(scope, id, topic)
    this.alarm('IteratorAge', {
      metric: fn.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
      description: `${name}: the newest relayed record is a minute old; every consumer is behind.`,
      from: 60_000,
      periods: 2,
    })
    this.alarm('Failures', {
      metric: failures.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      description: `${name}: records were set aside, they are in the table but nobody was told.`,
      from: 1,
    })
    this.alarm('Errors', {
      metric: fn.metricErrors({ period: Duration.minutes(5) }),
      description: `${name}: invocations fail.`,
      from: 5,
    })
    this.alarm('Throttles', {
      metric: fn.metricThrottles({ period: Duration.minutes(5) }),
      description: `${name}: the account's concurrency is used up.`,
      from: 1,
    })
  }
}
