import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { MetricsDetail } from '../../lambdas/runtime/declarations/metrics.ts'

/** Metrics that a consumer writes while nothing fails: processed, processing time, lag. Failures have metrics of their own. */
const WHILE_WELL = 3
/** The metric of each API function: the time of its requests. */
const OF_API = 1
/** Metrics that API Gateway writes for each route: count, client errors, server errors, latency, integration latency, bytes. */
const PER_ROUTE = 6

export interface MetricSettings {
  readonly consumerMetrics: MetricsDetail
  readonly apiMetrics: MetricsDetail
}

/**
 * How many custom metrics are written while orders keep coming and nothing fails. In an hour in which nothing happens none is
 * written and none is billed.
 * @param eventTypes how many types of events there are, for consumers of all.
 */
export function metricsWhileBusy(
  consumers: readonly Pick<ConsumerDeclaration, 'subscribesTo' | 'accepts'>[],
  { routes, eventTypes }: { readonly routes: number; readonly eventTypes: number },
  { consumerMetrics, apiMetrics }: MetricSettings,
): number {
  const types = ({ subscribesTo, accepts }: Pick<ConsumerDeclaration, 'subscribesTo' | 'accepts'>) =>
    subscribesTo === '*' ? eventTypes : subscribesTo.length + accepts.length
  const perConsumer = consumers.map((consumer) =>
    consumerMetrics === 'detailed' ? WHILE_WELL * (1 + types(consumer)) + 2 : WHILE_WELL,
  )
  const ofConsumers = perConsumer.reduce((sum, count) => sum + count, 0)
  return ofConsumers + OF_API + (apiMetrics === 'detailed' ? PER_ROUTE * routes : 0)
}
