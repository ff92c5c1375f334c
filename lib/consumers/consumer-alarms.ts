import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { retryTimeline } from '../../lambdas/runtime/declarations/derived-limits.ts'
import type { PipelineFunction } from '../functions/pipeline-function.ts'
import { Alarms } from '../monitoring/alarms.ts'
import { FIVE_MINUTES, MINUTE, percent, SUM } from '../monitoring/metrics.ts'
import type { Platform } from '../platform.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'
import { metricsOf } from './consumer-metrics.ts'

export interface ConsumerAlarmsProps {
  readonly declaration: ConsumerDeclaration
  readonly queues: QueueWithDeadLetters
  readonly handler: PipelineFunction
  readonly platform: Platform
}

const TOLERATED_PERCENT = 5

/** Alarms on one consumer alone; what can be told for several at once is in {@link file://./joint-alarms.ts}. */
export class ConsumerAlarms extends Alarms {
  constructor(scope: Construct, id: string, props: ConsumerAlarmsProps) {
    super(scope, id, props.platform)
    this.#deadLetters(props)
    this.#lag(props)
    this.#handling(props)
  }

  #deadLetters({ declaration: { name }, queues, platform }: ConsumerAlarmsProps): void {
    const metric = metricsOf(platform.settings.stage, name)
    const depth = queues.deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' })
    const startWith = this.ops(`dead-letters list --consumer ${name}`)
    this.essential('DeadLetters', {
      // The depth, not NumberOfMessagesSent, which does not count what SQS itself moves there by its redrive policy.
      metric: depth,
      says: `${name}: dead letters wait for a person.`,
      section: 'dead-letters',
      startWith,
      from: 1,
    })
    this.further('NewDeadLetters', {
      // The alarm goes off again with each further letter, whether the consumer, SQS, the bus or the topic has sent it.
      metric: new MathExpression({
        expression: 'MAX([FILL(dead_lettered, 0), FILL(DIFF(depth), 0)])',
        usingMetrics: { dead_lettered: metric('deadLettered'), depth },
        period: MINUTE,
      }),
      says: `${name}: a new dead letter has arrived.`,
      section: 'new-dead-letters',
      startWith,
      from: 1,
      outOf: 3,
    })
    this.further('DeadLetterRate', {
      metric: percent(metric('deadLettered', SUM), [metric('processed', SUM), metric('deadLettered', SUM)]),
      says: `${name}: ${TOLERATED_PERCENT} % of its events end as dead letters.`,
      section: 'dead-letter-rate',
      startWith,
      from: TOLERATED_PERCENT,
      outOf: 2,
    })
  }

  #lag({ declaration, queues, handler, platform }: ConsumerAlarmsProps): void {
    const metric = metricsOf(platform.settings.stage, declaration.name)
    this.essential('Lag', {
      // Two metrics are needed. The consumer's own lag shows messages that are retried again and again: SQS leaves out of the age of the oldest
      // message those that were received three times or more. The age shows a queue that no function reads. Source:
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
      metric: new MathExpression({
        expression: 'MAX([FILL(lagSeconds, 0), FILL(age, 0)])',
        usingMetrics: {
          lagSeconds: new MathExpression({
            expression: 'lag / 1000',
            usingMetrics: { lag: metric('lag', { statistic: 'Maximum' }) },
            period: MINUTE,
          }),
          age: queues.queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
        },
        period: MINUTE,
      }),
      says: `${declaration.name}: the oldest event has waited longer than all quick retries take; the consumer is behind or blocked.`,
      section: 'lag',
      startWith: `aws lambda list-event-source-mappings --function-name ${handler.function.functionName}`,
      from: tolerableAgeSeconds(declaration),
      periods: 3,
      outOf: 5,
    })
  }

  #handling({ declaration: { name, timeoutSeconds }, handler }: ConsumerAlarmsProps): void {
    const fn = handler.function
    const logs = `aws logs tail ${handler.logGroup.logGroupName} --since 15m`
    this.essential('Errors', {
      // A failed message does not count as an error of the function. Errors are crashes, timeouts and code that does not load.
      metric: fn.metricErrors(SUM),
      says: `${name}: its function crashes or times out.`,
      section: 'crashes',
      startWith: logs,
      from: 3,
    })
    this.further('SlowestPercent', {
      metric: fn.metricDuration({ period: FIVE_MINUTES, statistic: 'p99' }),
      says: `${name}: one invocation in a hundred takes 80 % of its timeout.`,
      section: 'slow-consumer',
      startWith: logs,
      from: 0.8 * timeoutSeconds * 1000,
    })
  }
}

/**
 * Lag from which the alarm goes off: above what quick retries take, so that they wake nobody, and low enough that an outage which the
 * retry policy would bear for hours is reported soon. Time that the batch window takes does not count as lag.
 */
const tolerableAgeSeconds = ({ retry, batchWindowSeconds }: ConsumerDeclaration): number =>
  batchWindowSeconds + Math.min(900, Math.max(300, 2 * (retryTimeline(retry).at(-1)?.atSeconds ?? 0)))
