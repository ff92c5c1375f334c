import { z } from 'zod'
import { queueProblems } from '../messaging/index.ts'
import { attributesOf, count, document, flag, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const queueProperties = z.strictObject({
  QueueName: text.optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: text.optional(),
  FifoThroughputLimit: text.optional(),
  DelaySeconds: count.optional(),
  MaximumMessageSize: count.optional(),
  MessageRetentionPeriod: count.optional(),
  ReceiveMessageWaitTimeSeconds: count.optional(),
  VisibilityTimeout: count.optional(),
  RedrivePolicy: document.optional(),
  RedriveAllowPolicy: document.optional(),
  SqsManagedSseEnabled: flag.optional(),
  KmsMasterKeyId: text.optional(),
  KmsDataKeyReusePeriodSeconds: count.optional(),
  Tags: noEffect,
})

function queueAttributes({ QueueName: _, FifoQueue, Tags: __, ...attributes }: z.output<typeof queueProperties>) {
  return attributesOf({ ...attributes, ...(FifoQueue && { FifoQueue, ...fifoDefaults, ...onlyFifo(attributes) }) })
}

const queue = resourceType(
  queueProperties,
  (properties, resource, { messaging }) => {
    const name = properties.QueueName ?? resource.uniqueName(80, properties.FifoQueue ? '.fifo' : '')
    const { url, arn } = messaging.createQueue(name, queueAttributes(properties))
    return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } }
  },
  {
    replacedBy: ['QueueName', 'FifoQueue'],
    namedBy: 'QueueName',
    holdsData: true,
    check: (properties) => queueProblems(properties.QueueName, queueAttributes(properties)),
    // Its messages stay, and so does its policy. What the template no longer says is what SQS has by default.
    update({ QueueName: _, FifoQueue: __, Tags: ___, ...given }, ____, { messaging }, { properties, created }) {
      const gone = Object.keys(properties).filter((name) => !(name in given))
      const defaults = Object.fromEntries(
        gone.flatMap((name) => (name in queueDefaults ? [[name, queueDefaults[name]]] : [])),
      )
      messaging.setQueueAttributes(created.physicalId, attributesOf({ ...defaults, ...given }))
      return created
    },
    remove: ({ physicalId }, { messaging }) => messaging.deleteQueue(physicalId),
  },
)

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const queueDefaults: Readonly<Record<string, string | number | boolean>> = {
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
  DelaySeconds: 0,
  KmsDataKeyReusePeriodSeconds: 300,
  KmsMasterKeyId: '',
  MaximumMessageSize: 1_048_576,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  SqsManagedSseEnabled: true,
  VisibilityTimeout: 30,
}

const fifoDefaults = {
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}

function onlyFifo(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(fifoDefaults).flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]])),
  )
}

const queuePolicy = resourceType(
  z.strictObject({ Queues: z.array(text), PolicyDocument: document }),
  ({ Queues, PolicyDocument }, resource, { messaging, iam }) => {
    for (const url of Queues) {
      iam?.policies.check(url, PolicyDocument)
      messaging.setQueueAttributes(url, { Policy: JSON.stringify(PolicyDocument) })
    }
    return { physicalId: resource.uniqueName(), attributes: { Id: resource.uniqueName() } }
  },
  {
    update({ Queues, PolicyDocument }, _, { messaging, iam }, { properties, created }) {
      for (const url of Queues) {
        iam?.policies.check(url, PolicyDocument)
        messaging.setQueueAttributes(url, { Policy: JSON.stringify(PolicyDocument) })
      }
      const left = properties.Queues.filter((url) => !Queues.includes(url))
      for (const url of left) messaging.setQueueAttributes(url, { Policy: '' })
      return created
    },
    remove(_, { messaging }, { Queues }) {
      for (const url of Queues) if (messaging.hasQueue(url)) messaging.setQueueAttributes(url, { Policy: '' })
    },
  },
)

const queueInlinePolicy = resourceType(
  z.strictObject({ Queue: text, PolicyDocument: document }),
  ({ Queue, PolicyDocument }, resource, { messaging, iam }) => {
    iam?.policies.check(Queue, PolicyDocument)
    messaging.setQueueAttributes(Queue, { Policy: JSON.stringify(PolicyDocument) })
    return { physicalId: resource.uniqueName() }
  },
  {
    replacedBy: ['Queue'],
    remove(_, { messaging }, { Queue }) {
      if (messaging.hasQueue(Queue)) messaging.setQueueAttributes(Queue, { Policy: '' })
    },
  },
)

export const sqsTypes: Record<string, ResourceType> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SQS::QueueInlinePolicy': queueInlinePolicy,
}
