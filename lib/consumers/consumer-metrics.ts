import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import {
  CONSUMER_DIMENSION,
  consumerMetrics,
  DOWNSTREAM_DIMENSION,
  metricsNamespace,
} from '../../lambdas/runtime/declarations/metrics.ts'

type MetricOfConsumer = (metric: keyof typeof consumerMetrics, options?: MetricOptions) => Metric

/** One metric that a consumer's runtime writes in this stage. Default: its sum over one minute. */
export const metricsOf =
  (stage: string, consumer: string): MetricOfConsumer =>
  (metric, { dimensionsMap, ...options } = {}) =>
    new Metric({
      namespace: metricsNamespace(stage),
      metricName: consumerMetrics[metric],
      dimensionsMap: { [CONSUMER_DIMENSION]: consumer, ...dimensionsMap },
      statistic: 'Sum',
      period: Duration.minutes(1),
      ...options,
    })

export const circuitOpen = (metric: MetricOfConsumer, downstream: string): Metric =>
  metric('circuitOpen', { statistic: 'Maximum', dimensionsMap: { [DOWNSTREAM_DIMENSION]: downstream } })
