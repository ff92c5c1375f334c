import { z } from 'zod'
import { type ResourceType, resourceType } from './resource-type.ts'
import { attributesOf, count, document, flag, noEffect, text } from './values.ts'

const queue = resourceType(
  z.strictObject({
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
  }),
  ({ QueueName, FifoQueue, Tags: _, ...attributes }, resource, { messaging }) => {
    const name = QueueName ?? resource.uniqueName(80, FifoQueue ? '.fifo' : '')
    const { url, arn } = messaging.createQueue(
      name,
      attributesOf({ ...attributes, ...(FifoQueue && { FifoQueue, ...fifoDefaults, ...onlyFifo(attributes) }) }),
    )
    return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } }
  },
)

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
)

const queueInlinePolicy = resourceType(
  z.strictObject({ Queue: text, PolicyDocument: document }),
  ({ Queue, PolicyDocument }, resource, { messaging, iam }) => {
    iam?.policies.check(Queue, PolicyDocument)
    messaging.setQueueAttributes(Queue, { Policy: JSON.stringify(PolicyDocument) })
    return { physicalId: resource.uniqueName() }
  },
)

export const sqsTypes: Record<string, ResourceType> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SQS::QueueInlinePolicy': queueInlinePolicy,
}
