import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import {
  apiMetrics,
  metricsNamespace,
  SCOPE_DIMENSION,
  WHOLE_STAGE,
} from '../../lambdas/runtime/declarations/metrics.ts'
import { Alarms, type Alerting } from '../monitoring/alarms.ts'
import { FIVE_MINUTES, percent, SUM } from '../monitoring/metrics.ts'

const TOLERATED_PERCENT = 1
const TOLERATED_REQUEST_MS = 3000

export interface ApiAlarmsProps {
  readonly stage: HttpStage
  readonly accessLogs: ILogGroup
  readonly alerting: Alerting
}

export class ApiAlarms extends Alarms {
  constructor(scope: Construct, id: string, { stage, accessLogs, alerting }: ApiAlarmsProps) {
    super(scope, id, alerting)
    const logs = (filter: string) =>
      `aws logs filter-log-events --log-group-name ${accessLogs.logGroupName} --filter-pattern '${filter}' --limit 20`
    this.essential('ServerErrors', {
      metric: percent(stage.metricServerError(SUM), [stage.metricCount(SUM)]),
      says: `API: ${TOLERATED_PERCENT} % of the requests end with a server error (5xx).`,
      section: 'api-errors',
      startWith: logs('{ $.status = "5*" }'),
      from: TOLERATED_PERCENT,
      outOf: 2,
    })
    this.essential('Latency', {
      metric: requestTime(alerting.settings.stage, 'p99'),
      says: `API: one request in a hundred takes ${TOLERATED_REQUEST_MS} ms or more, without the time that callers asked to wait.`,
      section: 'api-slow',
      startWith: logs('{ $.integration_latency_ms = "????*" }'),
      from: TOLERATED_REQUEST_MS,
      periods: 3,
    })
  }
}

/**
 * The function's own time of a request. API Gateway's latency would not do: it includes the up to 20 seconds that a caller asked to wait for
 * the outcome (`Prefer: wait`).
 */
export const requestTime = (stage: string, statistic: string, label?: string): Metric =>
  new Metric({
    namespace: metricsNamespace(stage),
    metricName: apiMetrics.requestTime,
    dimensionsMap: { [SCOPE_DIMENSION]: WHOLE_STAGE },
    statistic,
    period: FIVE_MINUTES,
    ...(label !== undefined && { label }),
  })
