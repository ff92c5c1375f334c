import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { CONSUMER_DIMENSION, metricsNamespace, parkingMetrics } from '../../lambdas/runtime/declarations/metrics.ts'
import type { PipelineFunction } from '../functions/pipeline-function.ts'
import { Alarms, inGroups, METRICS_PER_ALARM } from '../monitoring/alarms.ts'
import { FIVE_MINUTES, hardlyEver, highest, SUM } from '../monitoring/metrics.ts'
import type { Platform } from '../platform.ts'

/** A day, which is long after the last automatic retry of the first parked event of an aggregate. */
const OLD_SECONDS = 86_400

export interface ParkingAlarmsProps {
  readonly consumers: readonly ConsumerDeclaration[]
  /** The functions that look at what is held once a minute, each with the queue of one of its consumers. */
  readonly handlers: readonly { readonly handler: PipelineFunction; readonly queue: IQueue }[]
  readonly platform: Platform
}

export class ParkingAlarms extends Alarms {
  constructor(scope: Construct, id: string, { consumers, handlers, platform }: ParkingAlarmsProps) {
    super(scope, id, platform)
    for (const [group, [one]] of inGroups(handlers, 1)) {
      if (!one) continue
      const { handler, queue } = one
      this.essential(`NotLookedAt${group}`, {
        // While the function fails, or is not invoked at all, nothing is counted, and missing data would look healthy to the other alarms.
        // SQS tells the depth of a queue that Lambda polls in every period.
        metric: hardlyEver(
          handler.function.metricInvocations(SUM),
          handler.function.metricErrors(SUM),
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES }),
        ),
        says: 'The function that looks after parked events fails or is not invoked: none is retried automatically, and newly held aggregates are not reported.',
        section: 'parking-not-looked-at',
        startWith: `aws logs tail ${handler.logGroup.logGroupName} --since 15m`,
        from: 1,
        // The newest period may have come in part only, and so has the one in which the stack was made: neither of them means that nothing runs.
        periods: 3,
        outOf: 4,
      })
    }
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM)) {
      const names = members.map(({ name }) => name).join(', ')
      const metric = (metricName: string) =>
        highest(
          members.map(
            ({ name }) =>
              new Metric({
                namespace: metricsNamespace(platform.settings.stage),
                metricName,
                dimensionsMap: { [CONSUMER_DIMENSION]: name },
                statistic: 'Maximum',
                period: FIVE_MINUTES,
              }),
          ),
          FIVE_MINUTES,
        )
      const startWith = this.ops('parked list')
      this.essential(`Held${group}`, {
        metric: metric(parkingMetrics.aggregates),
        says: `Aggregates are held: their events wait behind a dead letter, at one or more of: ${names}.`,
        section: 'parked',
        startWith,
        from: 1,
        outOf: 2,
      })
      // Essential, too: the alarm above stays on meanwhile and sends no second mail, so nothing else tells that one was forgotten.
      this.essential(`Oldest${group}`, {
        metric: metric(parkingMetrics.oldest),
        says: `An aggregate has been held for a day, at one or more of: ${names}.`,
        section: 'parked-long',
        startWith,
        from: OLD_SECONDS,
        outOf: 2,
      })
      this.further(`Full${group}`, {
        metric: metric(parkingMetrics.full),
        says: `The parking limit is reached: further events of held aggregates stay in the queue of one or more of: ${names}.`,
        section: 'parking-full',
        startWith: this.ops('consumers list'),
        from: 1,
        outOf: 2,
      })
    }
  }
}
