import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { EventEnvelope } from '../../events/envelope.ts'
import { fromEventItem } from '../../lambdas/runtime/event-store/read-event-item.ts'
import { isCompleted } from '../../lambdas/runtime/idempotency/marker.ts'
import type { SentMail } from '../../local/index.ts'
import type { ApiClient } from '../api-client.ts'
import { localClientSettings } from '../local-client.ts'
import { isPoisonGroup, type PutPoison } from './poison.ts'
import type { Shop } from './shop.ts'
import type { Applied } from './watch.ts'
import { fromSeenItems, type Seen } from './witness/seen.ts'
import type { Workload } from './workload.ts'

/** All that the invariants are checked against, read through HTTP and AWS APIs once everything has settled. */
export interface World extends Workload, Stored {
  readonly api: ApiClient
  readonly endpoint: Endpoint
  readonly shop: Shop
  readonly poison: readonly PutPoison[]
  readonly applied: readonly Applied[]
  readonly mails: readonly SentMail[]
  /** After which checkout gives an order up. */
  readonly deadlineSeconds: number
  /** By consumer. */
  readonly deadLetters: ReadonlyMap<string, readonly Message[]>
}

/** The contents of tables and buckets. */
export interface Stored {
  readonly events: readonly EventEnvelope[]
  /** Keys `<consumer>#<event_id>` of completed markers. */
  readonly completed: ReadonlySet<string>
  /** Ids of the events in the archive, each as often as it is there. */
  readonly archived: readonly string[]
  /** Aggregates of which events wait behind a dead one, but for malformed messages: `<consumer>#<group>`. */
  readonly held: readonly string[]
  /** What the witness has written down. */
  readonly witnessed: Seen
}

export interface Endpoint {
  readonly url: string
  readonly outputs: Readonly<Record<string, string>>
}

export async function readStored(endpoint: Endpoint): Promise<Stored> {
  const [events, completed, archived, held, witnessed] = await Promise.all([
    readEvents(endpoint),
    readCompletedMarkers(endpoint),
    readArchive(endpoint),
    readHeld(endpoint),
    scan(endpoint, endpoint.outputs.SoakWitnessTableName ?? '').then(fromSeenItems),
  ])
  return { events, completed, archived, held, witnessed }
}

async function scan(endpoint: Endpoint, table: string): Promise<Record<string, AttributeValue>[]> {
  const dynamodb = new DynamoDBClient(localClientSettings(endpoint.url))
  const items: Record<string, AttributeValue>[] = []
  let from: Record<string, AttributeValue> | undefined
  do {
    const page = await dynamodb.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ...(from ? { ExclusiveStartKey: from } : {}) }),
    )
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from)
  return items
}

async function readEvents(endpoint: Endpoint): Promise<EventEnvelope[]> {
  return (await scan(endpoint, endpoint.outputs.EventTableName ?? '')).map(fromEventItem)
}

async function readCompletedMarkers(endpoint: Endpoint): Promise<ReadonlySet<string>> {
  const items = await scan(endpoint, endpoint.outputs.ProcessedTableName ?? '')
  return new Set(items.filter((item) => isCompleted(item, Date.now())).map((item) => item.pk?.S ?? ''))
}

async function readHeld(endpoint: Endpoint): Promise<string[]> {
  const items = await scan(endpoint, endpoint.outputs.ParkedTableName ?? '')
  return items.flatMap(({ pk, sk, group_id }) =>
    sk?.S === 'hold' && !isPoisonGroup(group_id?.S ?? '') ? [pk?.S ?? ''] : [],
  )
}

async function readArchive(endpoint: Endpoint): Promise<string[]> {
  const s3 = new S3Client({ ...localClientSettings(endpoint.url), forcePathStyle: true })
  const Bucket = endpoint.outputs.AuditBucketName ?? ''
  const lines: string[] = []
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      lines.push(...((await Body?.transformToString()) ?? '').split('\n').filter(Boolean))
    }
  }
  return lines.map((line) => (JSON.parse(line) as EventEnvelope).event_id)
}

/** The dead events of a consumer that holds, in the form of dead letters: the heads of its aggregates, each with its cause. */
export async function readHeads(endpoint: Endpoint, consumer: string): Promise<Message[]> {
  const items = (await scan(endpoint, endpoint.outputs.ParkedTableName ?? '')).filter(({ pk }) =>
    pk?.S?.startsWith(`${consumer}#`),
  )
  return items
    .filter(({ sk }) => sk?.S === 'hold')
    .map(({ pk, error_type }) => {
      const head = items.find((one) => one.pk?.S === pk?.S && one.sk?.S !== 'hold')
      return {
        Body: head?.body?.S ?? '',
        MessageAttributes: { ...(error_type?.S && { error_type: { DataType: 'String', StringValue: error_type.S } }) },
      }
    })
}

/** Takes everything out of a dead-letter queue. */
export async function readDeadLetters(endpoint: Endpoint, queueUrl: string): Promise<Message[]> {
  const sqs = new SQSClient(localClientSettings(endpoint.url))
  const found: Message[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 3_600,
        MessageAttributeNames: ['All'],
      }),
    )
    if (Messages.length === 0) return found
    found.push(...Messages)
  }
}
