import { z } from 'zod'
import { subscriptionProblems, topicProblems } from '../messaging/index.ts'
import { attributesOf, document, flag, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const topicProperties = z.strictObject({
  TopicName: text.optional(),
  FifoTopic: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  FifoThroughputScope: text.optional(),
  DisplayName: text.optional(),
  KmsMasterKeyId: text.optional(),
  Subscription: z.array(z.strictObject({ Endpoint: text, Protocol: z.literal('sqs') })).optional(),
  ArchivePolicy: noEffect,
  DataProtectionPolicy: noEffect,
  DeliveryStatusLogging: noEffect,
  SignatureVersion: noEffect,
  TracingConfig: noEffect,
  Tags: noEffect,
})

function topicAttributes({ FifoTopic, ContentBasedDeduplication, ...rest }: z.output<typeof topicProperties>) {
  return attributesOf({
    ...(FifoTopic && { FifoTopic }),
    ...((FifoTopic || ContentBasedDeduplication) && { ContentBasedDeduplication: ContentBasedDeduplication ?? false }),
    FifoThroughputScope: rest.FifoThroughputScope,
    DisplayName: rest.DisplayName,
    KmsMasterKeyId: rest.KmsMasterKeyId,
  })
}

const topic = resourceType(
  topicProperties,
  (properties, resource, { messaging }) => {
    const { TopicName, FifoTopic, Subscription } = properties
    const name = TopicName ?? resource.uniqueName(256, FifoTopic ? '.fifo' : '')
    const { arn } = messaging.createTopic(name, topicAttributes(properties))
    for (const { Endpoint } of Subscription ?? []) messaging.subscribeQueue(arn, Endpoint, {})
    return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } }
  },
  {
    replacedBy: ['TopicName', 'FifoTopic'],
    namedBy: 'TopicName',
    holdsData: true,
    check: (properties) => topicProblems(properties.TopicName, topicAttributes(properties)),
    remove: ({ physicalId }, { messaging }) => messaging.deleteTopic(physicalId),
  },
)

const subscriptionProperties = z.strictObject({
  TopicArn: text,
  Protocol: z.literal('sqs'),
  Endpoint: text,
  RawMessageDelivery: flag.optional(),
  FilterPolicy: document.optional(),
  FilterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']).optional(),
  RedrivePolicy: document.optional(),
  DeliveryPolicy: noEffect,
  Region: noEffect,
  ReplayPolicy: noEffect,
  SubscriptionRoleArn: noEffect,
})

const subscriptionAttributes = (properties: z.output<typeof subscriptionProperties>) => {
  const { RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy } = properties
  return attributesOf({ RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy })
}

const subscription = resourceType(
  subscriptionProperties,
  (properties, _, { messaging }) => {
    const { TopicArn, Endpoint } = properties
    const { arn } = messaging.subscribeQueue(TopicArn, Endpoint, subscriptionAttributes(properties))
    return { physicalId: arn, attributes: { Arn: arn } }
  },
  {
    replacedBy: ['TopicArn', 'Endpoint', 'Protocol'],
    check: (properties) =>
      subscriptionProblems(properties.TopicArn, properties.Endpoint, subscriptionAttributes(properties)),
    remove: ({ physicalId }, { messaging }) => messaging.unsubscribe(physicalId),
  },
)

const topicPolicy = resourceType(
  z.strictObject({ Topics: z.array(text), PolicyDocument: document }),
  ({ Topics, PolicyDocument }, resource, { messaging, iam }) => {
    for (const arn of Topics) {
      iam?.policies.check(arn, PolicyDocument)
      messaging.setTopicAttributes(arn, { Policy: JSON.stringify(PolicyDocument) })
    }
    return { physicalId: resource.uniqueName(), attributes: { Id: resource.uniqueName() } }
  },
  {
    remove(_, { messaging }, { Topics }) {
      for (const arn of Topics) if (messaging.hasTopic(arn)) messaging.setTopicAttributes(arn, { Policy: '' })
    },
  },
)

export const snsTypes: Record<string, ResourceType> = {
  'AWS::SNS::Topic': topic,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::TopicPolicy': topicPolicy,
}
