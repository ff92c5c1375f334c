import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { CONSUMER_DIMENSION, metricsNamespace, parkingMetrics } from '../../lambdas/runtime/declarations/metrics.ts'
import { Alarms, inGroups, METRICS_PER_ALARM } from '../operations/alarms.ts'
import { FIVE_MINUTES, highest } from '../operations/metrics.ts'
import type { Platform } from '../platform.ts'

/** A day, which is long after the last automatic retry of the first parked event of an aggregate. */
const OLD_SECONDS = 86_400

export class ParkingAlarms extends Alarms {
  constructor(scope: Construct, id: string, consumers: readonly ConsumerDeclaration[], platform: Platform) {
    super(scope, id, platform)
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
        says: `Aggregates are held, their events wait behind one that has died, at one or more of: ${names}.`,
        section: 'parked',
        startWith,
        from: 1,
        outOf: 2,
      })
      this.further(`Oldest${group}`, {
        metric: metric(parkingMetrics.oldest),
        says: `An aggregate has been held for a day, at one or more of: ${names}.`,
        section: 'parked-long',
        startWith,
        from: OLD_SECONDS,
        outOf: 2,
      })
      this.further(`Full${group}`, {
        metric: metric(parkingMetrics.full),
        says: `As much is parked as was declared, and what comes now waits in its queue, at one or more of: ${names}.`,
        section: 'parking-full',
        startWith: this.ops('consumers list'),
        from: 1,
        outOf: 2,
      })
    }
  }
}
