import type { DeliveryCheck } from '../iam/index.ts'
import {
  type MessageAttributeValue,
  matchesFilterPolicy,
  matchesFilterPolicyOnBody,
  type SnsSubscription,
  type SnsTopic,
  SqsError,
} from './library.ts'
import type { Publication } from './publish.ts'
import { parseRedrivePolicy } from './redrive-policy.ts'
import { sendMessage } from './send-message.ts'
import type { LocalQueueStore } from './store.ts'

interface QueueMessage {
  body: string
  attributes: Record<string, MessageAttributeValue>
  publication: Publication
}

/** Told of each message that a queue has got from a topic. */
export type TopicDeliveryListener = (delivered: {
  topicArn: string
  queueArn: string
  body: string
  attributes: Record<string, MessageAttributeValue>
}) => void

/**
 * Delivers a published message to every subscribed queue that wants it. A queue that is gone or refuses it never fails
 * the publisher: the message goes to the subscription's dead-letter queue, or is lost with a line on the console.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export function fanOut(
  topic: SnsTopic,
  subscriptions: ReadonlyMap<string, SnsSubscription>,
  publication: Publication,
  queues: LocalQueueStore,
  refusalOf: DeliveryCheck = () => undefined,
  onDelivery?: TopicDeliveryListener,
): void {
  for (const arn of topic.subscriptionArns) {
    const subscription = subscriptions.get(arn)
    if (!subscription?.confirmed || subscription.protocol !== 'sqs' || !wants(subscription, publication)) continue
    const message = toQueueMessage(subscription, publication)
    const queueArn = deliver(subscription, message, queues, refusalOf)
    if (queueArn !== undefined) onDelivery?.({ topicArn: topic.arn, queueArn, ...message })
  }
}

/** The queue that has the message: the subscribed one, or its dead-letter queue. */
function deliver(
  subscription: SnsSubscription,
  message: QueueMessage,
  queues: LocalQueueStore,
  refusalOf: DeliveryCheck,
): string | undefined {
  const sender = { service: 'sns.amazonaws.com', sourceArn: subscription.topicArn }
  const send = (queue: string) => refusalOf(sender, 'sqs:SendMessage', queue) ?? tryToSend(queue, message, queues)
  const refusal = send(subscription.endpoint)
  if (refusal === undefined) return subscription.endpoint
  const deadLetterQueue = parseRedrivePolicy(subscription.attributes.RedrivePolicy)?.deadLetterTargetArn
  if (deadLetterQueue !== undefined && send(deadLetterQueue) === undefined) return deadLetterQueue
  console.error(`SNS lost a message for ${subscription.endpoint}, which refused it: ${refusal}`)
  return undefined
}

/** Why the queue did not take the message; undefined if it did. */
function tryToSend(queueArn: string, message: QueueMessage, queues: LocalQueueStore): string | undefined {
  const queue = queues.find(queueArn)
  if (!queue) return 'the queue does not exist'
  const { groupId, deduplicationId } = message.publication
  const fromFifoTopic = deduplicationId !== undefined
  try {
    sendMessage(queue, {
      MessageBody: message.body,
      MessageAttributes: message.attributes,
      // A FIFO topic hands its groups to FIFO queues only.
      ...((queue.isFifo() || !fromFifoTopic) && { MessageGroupId: groupId }),
      ...(queue.isFifo() && { MessageDeduplicationId: deduplicationId }),
    })
    return undefined
  } catch (error) {
    if (error instanceof SqsError) return error.message
    throw error
  }
}

function wants(subscription: SnsSubscription, { message, attributes }: Publication): boolean {
  const { FilterPolicy, FilterPolicyScope } = subscription.attributes
  if (!FilterPolicy) return true
  const policy = subscription.parsedFilterPolicy ?? (JSON.parse(FilterPolicy) as Record<string, unknown>)
  subscription.parsedFilterPolicy = policy
  return FilterPolicyScope === 'MessageBody'
    ? matchesFilterPolicyOnBody(policy, message)
    : matchesFilterPolicy(policy, attributes)
}

function toQueueMessage(subscription: SnsSubscription, publication: Publication): QueueMessage {
  const { message, attributes } = publication
  if (subscription.attributes.RawMessageDelivery === 'true') return { body: message, attributes, publication }
  return { body: JSON.stringify(notification(subscription, publication)), attributes: {}, publication }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
function notification({ arn, topicArn }: SnsSubscription, publication: Publication) {
  const { messageId, message, subject, attributes, sequenceNumber } = publication
  const shown = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
  ])
  return {
    Type: 'Notification',
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000000000000000000000.pem',
    UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    ...(shown.length > 0 && { MessageAttributes: Object.fromEntries(shown) }),
  }
}
