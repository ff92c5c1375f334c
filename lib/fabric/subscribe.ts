import { type CfnResource, Duration } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { QueueWithDeadLetters } from '../consumers/queue-with-dead-letters.ts'
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
  { queue, deadLetters }: QueueWithDeadLetters,
): CfnResource {
  const rule = new Rule(scope, 'Rule', {
    eventBus: bus,
    description: `Events for the consumer ${consumer.name}`,
    eventPattern: eventPattern(consumer),
    // The target grants the rule, and only it, to send to both queues. A day of retries outlasts any outage of SQS yet.
    targets: [
      new SqsQueue(queue, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(24), retryAttempts: 185 }),
    ],
  })
  return rule.node.defaultChild as CfnResource
}

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
    // The message is the envelope itself, not SNS's wrapper around it.
    rawMessageDelivery: true,
    ...(filter.policy ? { filterPolicy: filter.policy, filterPolicyScope: filter.scope } : {}),
    redrivePolicy: { deadLetterTargetArn: queues.deadLetters.queueArn },
  })
  queues.acceptFrom(topic.topicArn)
  subscription.node.addDependency(queues)
  return subscription
}
