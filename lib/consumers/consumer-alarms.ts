import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { retryTimeline } from '../../lambdas/runtime/declarations/figures.ts'
import { Alarms } from '../operations/alarms.ts'
import { percent } from '../operations/percent.ts'
import { circuitOpen, metricsOf } from './consumer-metrics.ts'
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts'

export interface ConsumerAlarmsProps {
  readonly declaration: ConsumerDeclaration
  readonly queues: QueueWithDeadLetters
  readonly function: LambdaFunction
  readonly topic: ITopic
  readonly stage: string
}

const FIVE_MINUTES = Duration.minutes(5)
const TOLERATED_PERCENT = 5

export class ConsumerAlarms extends Alarms {
  constructor(scope: Construct, id: string, { declaration, queues, function: fn, topic, stage }: ConsumerAlarmsProps) {
    super(scope, id, topic)
    const { name } = declaration
    const metric = metricsOf(stage, name)
    this.alarm('DeadLetters', {
      // How many are there, not how many were sent: NumberOfMessagesSent does not count SQS's own redrives.
      metric: queues.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      description: `${name}: dead letters wait for a person.`,
      from: 1,
    })
    this.alarm('DeadLetterRate', {
      metric: percent(metric('deadLettered', { period: FIVE_MINUTES }), [
        metric('processed', { period: FIVE_MINUTES }),
        metric('deadLettered', { period: FIVE_MINUTES }),
      ]),
      description: `${name}: ${TOLERATED_PERCENT} % of its events end as dead letters.`,
      from: TOLERATED_PERCENT,
    })
    this.alarm('Lag', {
      metric: queues.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      description: `${name}: its oldest message waits longer than quick retries would take.`,
      from: tolerableAgeSeconds(declaration),
      periods: 3,
    })
    this.alarm('Errors', {
      metric: percent(fn.metricErrors({ period: FIVE_MINUTES }), [fn.metricInvocations({ period: FIVE_MINUTES })]),
      description: `${name}: ${TOLERATED_PERCENT} % of its invocations crash or time out.`,
      from: TOLERATED_PERCENT,
    })
    this.alarm('SlowestPercent', {
      metric: fn.metricDuration({ period: FIVE_MINUTES, statistic: 'p99' }),
      description: `${name}: one invocation in a hundred takes 80 % of its timeout.`,
      from: 0.8 * declaration.timeoutSeconds * 1000,
    })
    this.alarm('Throttles', {
      metric: fn.metricThrottles({ period: FIVE_MINUTES }),
      description: `${name}: the account's concurrency is used up; throttled messages are received in vain.`,
      from: 1,
    })
    for (const downstream of declaration.breakers) {
      this.alarm(`CircuitOpen-${downstream}`, {
        metric: circuitOpen(metric, downstream),
        description: `${name}: the circuit to ${downstream} is open, its events wait.`,
        from: 1,
      })
    }
  }
}

/** Nobody is woken while a message may still be in quick retries; of an outage that is borne for hours someone must hear soon. */
const tolerableAgeSeconds = ({ retry }: ConsumerDeclaration): number =>
  Math.min(900, Math.max(300, 2 * (retryTimeline(retry).at(-1)?.atSeconds ?? 0)))
