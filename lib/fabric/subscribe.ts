import { type CfnResource, Duration, Stack } from 'aws-cdk-lib'
import { type EventBus, Rule, type RuleTargetConfig } from 'aws-cdk-lib/aws-events'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'
import type { EventFabric } from './event-fabric.ts'
import { eventPattern, topicFilter } from './event-filter.ts'

/**
 * Routes what a consumer subscribes to into its queue: through the topic if it needs order, else through the bus.
 * @returns the rule or subscription.
 */
export function subscribe(
  scope: Construct,
  consumer: ConsumerDeclaration,
  fabric: EventFabric,
  queues: QueueWithDeadLetters,
): CfnResource {
  const route = consumer.ordering === 'aggregate' ? subscribeToTopic : subscribeToBus
  return route(scope, consumer, fabric, queues)
}

function subscribeToBus(
  scope: Construct,
  consumer: ConsumerDeclaration,
  { bus }: EventFabric,
  queues: QueueWithDeadLetters,
): CfnResource {
  const rule = new Rule(scope, 'Rule', {
    eventBus: bus,
    description: `Events for the consumer ${consumer.name}`,
    eventPattern: eventPattern(consumer),
    targets: [{ bind: () => toQueue(queues) }],
  })
  // The policy names rules by a prefix. If it named this rule, it could only be created after it, and events in between would be lost.
  queues.acceptFrom('events', rulesOf(bus))
  rule.node.addDependency(queues)
  return rule.node.defaultChild as CfnResource
}

/** Matches any rule of the bus, which is safe because only this stack creates rules there. */
const rulesOf = (bus: EventBus): string =>
  Stack.of(bus).formatArn({ service: 'events', resource: 'rule', resourceName: `${bus.eventBusName}/*` })

/** Retries for a day outlast every outage that SQS has had so far. */
const toQueue = ({ queue, deadLetters }: QueueWithDeadLetters): RuleTargetConfig => ({
  arn: queue.queueArn,
  deadLetterConfig: { arn: deadLetters.queueArn },
  retryPolicy: { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 },
})

function subscribeToTopic(
  scope: Construct,
  consumer: ConsumerDeclaration,
  { topic }: EventFabric,
  queues: QueueWithDeadLetters,
): CfnResource {
  const filter = topicFilter(consumer)
  const subscription = new CfnSubscription(scope, 'Subscription', {
    topicArn: topic.topicArn,
    protocol: 'sqs',
    endpoint: queues.queue.queueArn,
    // With raw delivery the message is the envelope itself, without SNS's wrapper around it.
    rawMessageDelivery: true,
    ...(filter.policy ? { filterPolicy: filter.policy, filterPolicyScope: filter.scope } : {}),
    redrivePolicy: { deadLetterTargetArn: queues.deadLetters.queueArn },
  })
  queues.acceptFrom('sns', topic.topicArn)
  subscription.node.addDependency(queues)
  return subscription
}
