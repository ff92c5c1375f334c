import { apiMetrics, SCOPE_DIMENSION, WHOLE_STAGE } from '../declarations/metrics.ts'

/**
 * Fields that make a log line a metric, too (embedded metric format): one metric for the whole stage, whatever the route.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param now epoch milliseconds.
 */
export const requestMetric = (namespace: string, milliseconds: number, now: number): Record<string, unknown> => ({
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [[SCOPE_DIMENSION]],
        Metrics: [{ Name: apiMetrics.requestTime, Unit: 'Milliseconds' }],
      },
    ],
  },
  [SCOPE_DIMENSION]: WHOLE_STAGE,
  [apiMetrics.requestTime]: milliseconds,
})
