import { Duration } from 'aws-cdk-lib'
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { Alarms } from '../operations/alarms.ts'
import { percent } from '../operations/percent.ts'

const FIVE_MINUTES = Duration.minutes(5)
const TOLERATED_PERCENT = 1
const TOLERATED_LATENCY_MS = 3000

export class ApiAlarms extends Alarms {
  constructor(scope: Construct, id: string, stage: HttpStage, topic: ITopic) {
    super(scope, id, topic)
    const requests = stage.metricCount({ period: FIVE_MINUTES, statistic: 'Sum' })
    this.alarm('ServerErrors', {
      metric: percent(stage.metricServerError({ period: FIVE_MINUTES, statistic: 'Sum' }), [requests]),
      description: `API: ${TOLERATED_PERCENT} % of the requests fail by our fault.`,
      from: TOLERATED_PERCENT,
    })
    this.alarm('Latency', {
      metric: stage.metricLatency({ period: FIVE_MINUTES, statistic: 'p99' }),
      description: `API: one request in a hundred takes ${TOLERATED_LATENCY_MS} ms.`,
      from: TOLERATED_LATENCY_MS,
      periods: 3,
    })
  }
}
