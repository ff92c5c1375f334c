import type { Rule } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { DEEP_QUEUE_MESSAGES } from '../../lambdas/runtime/declarations/deep-queue.ts'
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { Alarms, inGroups, METRICS_PER_ALARM } from '../monitoring/alarms.ts'
import { FIVE_MINUTES, highest, highestSum, MINUTE, nearestToLimit, SUM } from '../monitoring/metrics.ts'
import type { Platform } from '../platform.ts'
import type { Consumer } from './consumer.ts'
import { circuitOpen, metricsOf } from './consumer-metrics.ts'
import { deliveryMetric } from './rule-metrics.ts'

/** The part of a {@link Consumer} that these alarms read. */
type Watched = Pick<Consumer, 'declaration' | 'function' | 'queue' | 'rule'>

/**
 * Alarms that several consumers share, because their cause, or the place where to look it up, is the same for all of them. One alarm
 * for each consumer would say no more, and would use up resources of the stack, of which CloudFormation allows 500.
 */
export class JointAlarms extends Alarms {
  readonly #platform: Platform

  constructor(scope: Construct, id: string, consumers: readonly Watched[], platform: Platform) {
    super(scope, id, platform)
    this.#platform = platform
    this.#circuits(consumers)
    this.#deliveries(consumers.filter((one): one is Watched & { readonly rule: Rule } => one.rule !== undefined))
    this.#soonLost(consumers)
    this.#throttles(consumers)
    this.#deepQueues(consumers.filter(({ declaration }) => declaration.ordering === 'aggregate'))
  }

  /** All consumers of a downstream share its circuit. */
  #circuits(consumers: readonly Watched[]): void {
    const { settings } = this.#platform
    for (const downstream of new Set(consumers.flatMap(({ declaration }) => declaration.breakers))) {
      const users = consumers.filter(({ declaration }) => declaration.breakers.includes(downstream))
      for (const [group, members] of inGroups(users, METRICS_PER_ALARM)) {
        this.essential(`CircuitOpen-${downstream}${group}`, {
          metric: highest(
            members.map(({ declaration: { name } }) => circuitOpen(metricsOf(settings.stage, name), downstream)),
            MINUTE,
          ),
          says: `The circuit to ${downstream} is open; events wait at ${namesOf(members)}.`,
          section: 'circuit-open',
          startWith: this.ops('breakers list'),
          from: 1,
          outOf: 2,
        })
      }
    }
  }

  #deliveries(consumers: readonly (Watched & { readonly rule: Rule })[]): void {
    const startWith = this.ops('doctor')
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM)) {
      this.essential(`LostDeliveries${group}`, {
        metric: highest(
          members.map(({ rule }) => deliveryMetric(rule, 'InvocationsFailedToBeSentToDlq')),
          FIVE_MINUTES,
        ),
        says: `The bus could put events neither into the queue nor into the dead-letter queue of one or more of: ${namesOf(members)}; these consumers have lost them.`,
        section: 'lost-deliveries',
        startWith,
        from: 1,
        outOf: 2,
      })
    }
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM / 2)) {
      this.further(`FailedDeliveries${group}`, {
        metric: highest(
          members.flatMap(({ rule }) => [
            deliveryMetric(rule, 'FailedInvocations'),
            deliveryMetric(rule, 'ThrottledRules'),
          ]),
          FIVE_MINUTES,
        ),
        says: `The bus has trouble delivering to one or more of: ${namesOf(members)} (FailedInvocations or ThrottledRules).`,
        section: 'failed-deliveries',
        startWith,
        from: 1,
        outOf: 2,
      })
    }
  }

  /**
   * Essential: the alarm on the lag goes off minutes after a pause, stays on and sends no second mail, so nothing else would tell before the
   * queue forgets. The age of the oldest message leaves out what was received three times or more, which a running function
   * dead-letters before it is forgotten.
   */
  #soonLost(consumers: readonly Watched[]): void {
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM)) {
      this.essential(`SoonLost${group}`, {
        metric: nearestToLimit(
          members.map(({ declaration, queue }) => ({
            metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: FIVE_MINUTES }),
            limit: warningAgeSeconds(derivedLimits(declaration)),
          })),
          FIVE_MINUTES,
        ),
        says: `Messages have not been received, and the queue deletes them within a day, at one or more of: ${namesOf(members)}.`,
        section: 'soon-lost',
        startWith: this.ops('consumers list'),
        from: 100,
        outOf: 2,
      })
    }
  }

  #throttles(consumers: readonly Watched[]): void {
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM)) {
      this.further(`Throttles${group}`, {
        metric: highest(
          members.map((consumer) => consumer.function.metricThrottles(SUM)),
          FIVE_MINUTES,
        ),
        says: `The account's concurrency is used up: messages are received, but their function is throttled, which uses up their receives, at one or more of: ${namesOf(members)}.`,
        section: 'no-concurrency',
        startWith: 'aws lambda get-account-settings',
        from: 1,
        outOf: 2,
      })
    }
  }

  /** SQS hands out nothing that stands behind a certain number of messages, even if no other message of its group waits. */
  #deepQueues(consumers: readonly Watched[]): void {
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM / 2)) {
      const depth = { statistic: 'Maximum', period: FIVE_MINUTES } as const
      this.further(`DeepQueue${group}`, {
        metric: highestSum(
          members.map(({ queue }) => [
            queue.metricApproximateNumberOfMessagesVisible(depth),
            queue.metricApproximateNumberOfMessagesNotVisible(depth),
          ]),
        ),
        says: `A FIFO queue is half as deep as SQS can search for messages of other aggregates; beyond that all of them stand still. One or more of: ${namesOf(members)}.`,
        section: 'deep-queue',
        startWith: this.ops('status'),
        from: DEEP_QUEUE_MESSAGES,
        outOf: 2,
      })
    }
  }
}

const DAY_SECONDS = 86_400

/** Age of a message at which a person is told: a day before its queue forgets it; of a queue that keeps it for a day only, after a third of that. */
export const warningAgeSeconds = ({ retentionSeconds }: { readonly retentionSeconds: number }): number =>
  Math.max(retentionSeconds - DAY_SECONDS, retentionSeconds / 3)

const namesOf = (consumers: readonly Watched[]): string => consumers.map(({ declaration: { name } }) => name).join(', ')
