import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import {
  CONSUMER_DIMENSION,
  consumerMetrics,
  DOWNSTREAM_DIMENSION,
  METRICS_NAMESPACE,
} from '../../lambdas/runtime/declarations/metrics.ts'

/** A metric that the consumer's runtime writes. Default: sum over one minute. */
export const consumerMetric = (
  consumer: string,
  metric: keyof typeof consumerMetrics,
  { dimensionsMap, ...options }: MetricOptions = {},
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: consumerMetrics[metric],
    dimensionsMap: { [CONSUMER_DIMENSION]: consumer, ...dimensionsMap },
    statistic: 'Sum',
    period: Duration.minutes(1),
    ...options,
  })

export const circuitOpen = (consumer: string, downstream: string): Metric =>
  consumerMetric(consumer, 'circuitOpen', {
    statistic: 'Maximum',
    dimensionsMap: { [DOWNSTREAM_DIMENSION]: downstream },
  })
