import type { EventDefinition } from '../../../events/define-event.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { messageOf } from './message.ts'
import { onBusMessagesOf } from './on-bus.ts'

type References = Readonly<Record<string, { readonly $ref: string }>>

export const inComponents = (names: readonly string[]): References =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]))

/** Names of all messages of these events. */
export const messagesOf = (events: readonly EventDefinition[]): string[] =>
  events.flatMap((event) => event.versions.map(({ version }) => messageOf(event, version)))

export const queueOf = (consumer: string): string => `queue.${consumer}`

/** How messages of a queue come into it. */
const fedBy = ({ accepts, ordering }: ConsumerDeclaration): 'commands' | 'topic' | 'bus' =>
  accepts.length > 0 ? 'commands' : ordering === 'aggregate' ? 'topic' : 'bus'

/** Names of the messages that a consumer's function finds in its queue: those that come from the bus are as EventBridge wraps them. */
export function messagesInQueue(consumer: ConsumerDeclaration, events: readonly EventDefinition[]): string[] {
  const { subscribesTo, accepts } = consumer
  const subscribed = subscribesTo === '*' ? events : subscribesTo
  const ofEvents = fedBy(consumer) === 'bus' ? onBusMessagesOf(subscribed) : messagesOf(subscribed)
  return [...ofEvents, ...accepts.map(({ type }) => type)]
}

/**
 * Where events are published: the bus for consumers that need no order, the topic for those that do.
 * @param onTopic those that the relay sends to the topic
 */
export const fabricChannels = (events: readonly EventDefinition[], onTopic: readonly EventDefinition[]) => ({
  bus: {
    address: null,
    title: 'EventBridge bus',
    description:
      'Every event, in no order. Its name is the output `EventBusName`; `source` is the producer, `detail-type` the event type, `detail` the whole envelope; of an event that another team states, its CloudEvent.',
    servers: [{ $ref: '#/servers/eventbridge' }],
    messages: inComponents(onBusMessagesOf(events)),
  },
  topic: {
    address: null,
    title: 'SNS topic',
    description:
      'Events in the order of their aggregate: all of each aggregate that some consumer takes in order; with a stack per service (layout=services) of every aggregate. Its ARN is the output `EventTopicArn`; the message is the envelope, the group its `aggregate_id`, the deduplication id its `event_id`.',
    servers: [{ $ref: '#/servers/sns' }],
    messages: inComponents(messagesOf(onTopic)),
    bindings: {
      sns: {
        name: 'EventTopic',
        ordering: { type: 'FIFO', contentBasedDeduplication: false },
        bindingVersion: '0.1.0',
      },
    },
  },
})

/** The queue of a consumer. AWS makes the name of a queue; here it has that of its consumer. */
export function queueChannel(consumer: ConsumerDeclaration, events: readonly EventDefinition[]) {
  const { filter, name } = consumer
  return {
    address: null,
    title: `Queue of ${name}`,
    servers: [{ $ref: '#/servers/sqs' }],
    messages: inComponents(messagesInQueue(consumer, events)),
    ...(Object.keys(filter).length > 0 && { 'x-filter': filter }),
    'x-fed-by': fedBy(consumer),
    bindings: { sqs: bindingOf(consumer) },
  }
}

function bindingOf(consumer: ConsumerDeclaration) {
  const limits = derivedLimits(consumer)
  const isFifo = consumer.ordering === 'aggregate'
  const fifo = { deduplicationScope: 'messageGroup', fifoThroughputLimit: 'perMessageGroupId' }
  const deadLetters = `${consumer.name}-dead-letters`
  return {
    queue: {
      name: consumer.name,
      fifoQueue: isFifo,
      ...(isFifo && fifo),
      visibilityTimeout: limits.visibilityTimeoutSeconds,
      messageRetentionPeriod: limits.retentionSeconds,
      redrivePolicy: { deadLetterQueue: { name: deadLetters }, maxReceiveCount: limits.maxReceiveCount },
    },
    deadLetterQueue: {
      name: deadLetters,
      fifoQueue: isFifo,
      messageRetentionPeriod: limits.deadLetterRetentionSeconds,
    },
    bindingVersion: '0.2.0',
  }
}
