import { z } from 'zod'
import { attributesOf, document, flag, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const topic = resourceType(
  z.strictObject({
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
  }),
  ({ TopicName, FifoTopic, ContentBasedDeduplication, ...rest }, resource, { messaging }) => {
    const name = TopicName ?? resource.uniqueName(256, FifoTopic ? '.fifo' : '')
    const { arn } = messaging.createTopic(
      name,
      attributesOf({
        ...(FifoTopic && { FifoTopic, ContentBasedDeduplication: ContentBasedDeduplication ?? false }),
        FifoThroughputScope: rest.FifoThroughputScope,
        DisplayName: rest.DisplayName,
        KmsMasterKeyId: rest.KmsMasterKeyId,
      }),
    )
    for (const { Endpoint } of rest.Subscription ?? []) messaging.subscribeQueue(arn, Endpoint, {})
    return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } }
  },
  {
    replacedBy: ['TopicName', 'FifoTopic'],
    namedBy: 'TopicName',
    holdsData: true,
    remove: ({ physicalId }, { messaging }) => messaging.deleteTopic(physicalId),
  },
)

const subscription = resourceType(
  z.strictObject({
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
  }),
  ({ TopicArn, Endpoint, RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy }, _, { messaging }) => {
    const attributes = attributesOf({ RawMessageDelivery, FilterPolicy, FilterPolicyScope, RedrivePolicy })
    const { arn } = messaging.subscribeQueue(TopicArn, Endpoint, attributes)
    return { physicalId: arn, attributes: { Arn: arn } }
  },
  {
    replacedBy: ['TopicArn', 'Endpoint', 'Protocol'],
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
