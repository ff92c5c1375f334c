import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import { prices } from '../../prices/us-east-1.ts'
import type { CostedConsumer } from './consumer-usage.ts'

/** Lambda's polling: five long polls of 20 seconds at a time, whether or not messages come (lib/estimates/idle-cost.ts). */
const POLLS_PER_MONTH = (5 * 730 * 3600) / 20
/** Processed, processing time, lag (lib/estimates/custom-metrics.ts). */
const CUSTOM_METRICS = 3
/** Dead letters, lag (two), errors, what is soon lost; an event rule and each breaker have one more, held aggregates two: that there are some, and since when. */
const ALARM_METRICS = 5

/** The function that parks looks at the dead letters of a consumer that holds once a minute (lib/parking/), with one receive while there are none. */
const LOOKS_PER_MONTH = 730 * 60

/** An instance that is always busy reads a secret anew every five minutes (lambdas/runtime/secrets/). */
const READS_PER_MONTH = 730 * 12

export interface MonthlyCost {
  readonly polling: number
  /** Looks at the dead letters of one that holds. */
  readonly looking: number
  readonly alarms: number
  /** Metrics of a month with events in every hour. */
  readonly metrics: number
  /** Secrets that it uses: each as long as it is there, and one instance that reads it all the month. */
  readonly secrets: number
}

/** What a consumer costs by the month, with the default settings, US dollars. */
export function monthlyCost(consumer: CostedConsumer): MonthlyCost {
  const { ordering, accepts, breakers, uses } = consumer
  const ofSecret = prices.secret.usd + (READS_PER_MONTH * prices.secretsManagerCalls.usd) / 1e6
  const hasRule = ordering === 'none' && accepts.length === 0
  const alarmMetrics = ALARM_METRICS + (hasRule ? 1 : 0) + (mayHaveParked(consumer) ? 2 : 0) + breakers.length
  const perRequest = ordering === 'aggregate' ? prices.sqsFifoRequests : prices.sqsStandardRequests
  return {
    polling: (POLLS_PER_MONTH * perRequest.usd) / 1e6,
    looking: consumer.onDeadLetter === 'hold' ? (LOOKS_PER_MONTH * perRequest.usd) / 1e6 : 0,
    alarms: alarmMetrics * prices.alarmMetric.usd,
    metrics: CUSTOM_METRICS * prices.customMetric.usd,
    secrets: (uses.secrets ?? []).length * ofSecret,
  }
}
