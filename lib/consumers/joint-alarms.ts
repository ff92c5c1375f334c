import type { Rule } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { Alarms, inGroups, METRICS_PER_ALARM } from '../operations/alarms.ts'
import { FIVE_MINUTES, highest, MINUTE, SUM } from '../operations/metrics.ts'
import type { Platform } from '../platform.ts'
import type { Consumer } from './consumer.ts'
import { circuitOpen, metricsOf } from './consumer-metrics.ts'
import { deliveryMetric } from './rule-metrics.ts'

/** The part of a {@link Consumer} that these alarms read. */
type Watched = Pick<Consumer, 'declaration' | 'function' | 'rule'>

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
    this.#throttles(consumers)
  }

  /** All consumers of a downstream share its circuit. */
  #circuits(consumers: readonly Watched[]): void {
    const { settings, tables } = this.#platform
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
          startWith: `aws dynamodb get-item --table-name ${tables.breakers.tableName} --key '{"pk":{"S":"${downstream}"}}'`,
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
        says: `The bus could put events neither into the queue nor into the dead-letter queue of one or more of: ${namesOf(members)}; they are lost to it.`,
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

  #throttles(consumers: readonly Watched[]): void {
    for (const [group, members] of inGroups(consumers, METRICS_PER_ALARM)) {
      this.further(`Throttles${group}`, {
        metric: highest(
          members.map((consumer) => consumer.function.metricThrottles(SUM)),
          FIVE_MINUTES,
        ),
        says: `The account's concurrency is used up: throttled messages are received in vain, at one or more of: ${namesOf(members)}.`,
        section: 'no-concurrency',
        startWith: 'aws lambda get-account-settings',
        from: 1,
        outOf: 2,
      })
    }
  }
}

const namesOf = (consumers: readonly Watched[]): string => consumers.map(({ declaration: { name } }) => name).join(', ')
