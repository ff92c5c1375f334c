import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { type AttributeValue, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { expect } from 'vitest'
import type { CloudEvent } from '../../../events/cloud-events/cloud-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { describePipeline } from '../../../ops/stack/describe.ts'
import { archiveReader } from './archive.ts'
import { emptyBucket } from './empty-bucket.ts'
import type { LocalProcess } from './local-process.ts'
import { PARTNER_QUEUE_ARN } from './next-version.ts'

/** What is asked of a running pipeline, at an address of its own. */
export function stackAt({ endpointUrl }: LocalProcess) {
  const config = {
    endpoint: endpointUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const cloudFormation = new CloudFormationClient(config)
  const dynamodb = new DynamoDBClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const sqs = new SQSClient(config)
  const events = new EventBridgeClient(config)
  const output = async (key: string): Promise<string> => {
    const { outputs } = await describePipeline(cloudFormation, 'EventPipeline-dev')
    return new Map(outputs).get(key) ?? ''
  }
  const itemsOf = async (table: string): Promise<Record<string, AttributeValue>[]> => {
    const items = []
    for await (const page of paginateScan({ client: dynamodb }, { TableName: await output(table) })) {
      items.push(...(page.Items ?? []))
    }
    return items
  }
  return {
    cloudFormation,
    itemsOf,
    /** Event types with how often each is stored. */
    async storedEvents(): Promise<string[]> {
      return (await itemsOf('EventTableName')).map(({ event_type }) => event_type?.S ?? '').toSorted()
    },
    readArchive: archiveReader(s3, () => output('AuditBucketName')),
    /** Loses the data of every large event. */
    async loseClaims(): Promise<void> {
      await emptyBucket(s3, await output('ClaimBucketName'))
    },
    /** Messages in every queue whose name says that it takes what failed. */
    async failures(): Promise<Record<string, number>> {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      const depths = await Promise.all(
        QueueUrls.filter((url) => /DeadLetters|Failures/.test(url)).map(async (QueueUrl) => {
          const { Attributes = {} } = await sqs.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
          )
          return [QueueUrl, names.reduce((sum, name) => sum + Number(Attributes[name]), 0)] as const
        }),
      )
      return Object.fromEntries(depths.filter(([, depth]) => depth > 0))
    },
    async storeEvent(event: EventEnvelope): Promise<void> {
      await dynamodb.send(new PutItemCommand({ TableName: await output('EventTableName'), Item: toEventItem(event) }))
    },
    /** The queue of another team, and what has come there until now. */
    async partner() {
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({
          QueueName: 'partner-orders',
          Attributes: {
            Policy: JSON.stringify({
              Version: '2012-10-17',
              Statement: {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: PARTNER_QUEUE_ARN,
              },
            }),
          },
        }),
      )
      const got: CloudEvent[] = []
      return async () => {
        const answer = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
        for (const { Body = '', ReceiptHandle } of answer.Messages ?? []) {
          got.push(JSON.parse(Body) as CloudEvent)
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        }
        return got
      }
    },
    /** Puts what another team states on the bus, as it would: with its own source. */
    async putOnBus(event: object): Promise<void> {
      const entry = {
        EventBusName: await output('EventBusName'),
        Source: 'com.example.carrier',
        DetailType: 'parcel.delivered',
        Detail: JSON.stringify(event),
      }
      const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries: [entry] }))
      expect(FailedEntryCount).toBe(0)
    },
  }
}
