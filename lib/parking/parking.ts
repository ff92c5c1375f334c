import { Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { CONSUMER_DIMENSION, metricsNamespace, parkingMetrics } from '../../lambdas/runtime/declarations/metrics.ts'
import type { ConsumerQueues } from '../consumers/consumer-queues.ts'
import { type Access, allow } from '../functions/access.ts'
import { PARKING } from '../functions/entries.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import { Alarms, inGroups, METRICS_PER_ALARM } from '../operations/alarms.ts'
import { FIVE_MINUTES, highest } from '../operations/metrics.ts'
import type { Platform } from '../platform.ts'

export interface ParkingProps {
  /** Those that hold behind dead letters. */
  readonly consumers: readonly ConsumerDeclaration[]
  readonly queues: ConsumerQueues
  readonly platform: Platform
}

/** Looks once a minute at what is parked: wakes up the heads whose time has come, and counts what is held for the alarms. */
export class Parking extends Construct {
  constructor(scope: Construct, id: string, { consumers, queues, platform }: ParkingProps) {
    super(scope, id)
    const handler = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: 'parking',
      description: 'Wakes up what is parked',
      code: platform.codeOf(PARKING),
      timeoutSeconds: 30,
      memoryMb: 256,
      access: wakeUpHeads(this, consumers, queues, platform),
    })
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(handler.function, { retryAttempts: 0 })],
    })
    new ParkingAlarms(this, 'Alarms', consumers, platform)
  }
}

/** A day: long after the last try that a head makes by itself. */
const OLD_SECONDS = 86_400

class ParkingAlarms extends Alarms {
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
      const startWith = `npm run ops -- parked list --stack ${Stack.of(this).stackName}`
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
    }
  }
}

function wakeUpHeads(
  scope: Construct,
  consumers: readonly ConsumerDeclaration[],
  queues: ConsumerQueues,
  { tables: { parked } }: Platform,
): Access {
  const urls = Object.fromEntries(consumers.map(({ name }) => [name, queues.of(name).queue.queueUrl]))
  const arns = consumers.map(({ name }) => queues.of(name).queue.queueArn)
  const reason = 'Used when a head is due, a minute after it has died at the earliest.'
  return {
    environment: { PARKED_TABLE: parked.tableName, PARKING_QUEUES: Stack.of(scope).toJsonString(urls) },
    statements: [
      allow(['dynamodb:Query'], [`${parked.tableArn}/index/by-consumer`]),
      allow(['dynamodb:UpdateItem'], [parked.tableArn]),
      allow(['sqs:SendMessage'], arns),
    ],
    unseen: [
      { actions: ['dynamodb:Query'], resources: [`${parked.tableArn}/index/by-consumer`], reason },
      { actions: ['dynamodb:UpdateItem'], resources: [parked.tableArn], reason },
      { actions: ['sqs:SendMessage'], resources: arns, reason },
    ],
  }
}
