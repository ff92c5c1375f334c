import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { Alarms, type Alerting } from '../monitoring/alarms.ts'
import { SUM } from '../monitoring/metrics.ts'

/** The part of {@link file://./deadlines.ts} that the alarms need. */
interface ScheduleGroup {
  readonly groupName: string
}

/** Alarms on deadlines that were not delivered: a lost one leaves its order open for ever, and no other alarm would show it. */
export class DeadlineAlarms extends Alarms {
  constructor(scope: Construct, id: string, addressee: string, { groupName }: ScheduleGroup, alerting: Alerting) {
    super(scope, id, alerting)
    this.essential('Dropped', {
      // Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: groupName },
        ...SUM,
      }),
      says: `${addressee}: Scheduler has given up on deadlines; they are in its dead-letter queue, or lost.`,
      section: 'deadlines-lost',
      startWith: this.ops('schedules list'),
      from: 1,
    })
  }
}
