import { sizeOf as entrySize, type PutEventsEntry } from '../eventbridge/put-events-entries.ts'
import { messageSize } from '../messaging/index.ts'
import { type BillableUnit, chunksOf } from './units.ts'

/** One API call, as far as its bill follows from the request. */
export interface MeteredCall {
  /** SigV4 service name. */
  service: string
  method: string
  path: string
  /** X-Amz-Target, where the protocol has it. */
  target: string
  body: string
}

export type Units = readonly (readonly [BillableUnit, number])[]

/**
 * The billed units of a call beside the request units of DynamoDB, which depend on the stored items. A call that fails is
 * counted like one that succeeds. A `ReceiveMessage` counts as one request, whatever it brings: consumers do not receive
 * by themselves, and what Lambda receives for them is counted where it does so.
 */
export function unitsOf(call: MeteredCall): Units {
  switch (call.service) {
    case 'sqs':
      return ofSqs(call)
    case 'sns':
      return ofSns(call)
    case 'events':
      return ofEventBridge(call)
    case 's3':
      return ofS3(call)
    case 'ses':
      return ofSes(call)
    case 'secretsmanager':
      return [['secretsManagerCalls', 1]]
    case 'dynamodb':
      // GetRecords calls of Lambda's triggers are free; these are made by somebody else.
      return call.target.endsWith('.GetRecords') ? [['dynamodbStreamReads', 1]] : []
    default:
      return []
  }
}

type Attributes = Parameters<typeof messageSize>[1]

interface SqsMessage {
  MessageBody?: string
  MessageAttributes?: Attributes
}

function ofSqs({ body }: MeteredCall): Units {
  const {
    QueueUrl = '',
    Entries = [],
    ...single
  } = parsed<SqsMessage & { QueueUrl?: string; Entries?: SqsMessage[] }>(body)
  const bytes = [single, ...Entries].reduce(
    (sum, { MessageBody = '', MessageAttributes = {} }) => sum + messageSize(MessageBody, MessageAttributes),
    0,
  )
  return [[QueueUrl.endsWith('.fifo') ? 'sqsFifoRequests' : 'sqsStandardRequests', chunksOf(bytes)]]
}

/**
 * A FIFO topic is billed by publish requests and by bytes, a standard one by 64 KB of what is published.
 * https://aws.amazon.com/sns/pricing/
 */
function ofSns({ body }: MeteredCall): Units {
  const parameters = new URLSearchParams(body)
  if (!/^Publish(Batch)?$/.test(parameters.get('Action') ?? '')) return []
  let bytes = 0
  for (const [name, value] of parameters) if (isPayload(name)) bytes += Buffer.byteLength(value)
  const topic = parameters.get('TopicArn') ?? parameters.get('TargetArn') ?? ''
  if (!topic.endsWith('.fifo')) return [['snsStandardPublishes', chunksOf(bytes)]]
  return [
    ['snsFifoPublishes', 1],
    ['snsFifoPublishedBytes', bytes],
  ]
}

/** Message, and name, type and value of each attribute, alone or in an entry of a batch. */
const isPayload = (name: string) =>
  /(^|\.)Message$|\.entry\.\d+\.(Name|Value\.(DataType|StringValue|BinaryValue))$/.test(name)

function ofEventBridge({ target, body }: MeteredCall): Units {
  if (!target.endsWith('.PutEvents')) return []
  const { Entries = [] } = parsed<{ Entries?: (PutEventsEntry & { Time?: unknown })[] }>(body)
  const events = Entries.reduce((sum, { Time, ...entry }) => {
    return sum + chunksOf(entrySize({ ...entry, ...(Time != null && { timeMs: 0 }) }))
  }, 0)
  return [['eventBridgeEvents', events]]
}

/** PUT, COPY, POST and LIST requests cost one price, GET and all others another; DELETE is free. https://aws.amazon.com/s3/pricing/ */
function ofS3({ method, path }: MeteredCall): Units {
  if (method === 'DELETE') return []
  const isList = method === 'GET' && /^\/[^/]*\/?$/.test(path.split('?')[0] ?? '')
  return [[method === 'PUT' || method === 'POST' || isList ? 's3Writes' : 's3Reads', 1]]
}

/** SES bills each recipient. https://aws.amazon.com/ses/pricing/ */
function ofSes({ method, path, body }: MeteredCall): Units {
  if (method !== 'POST' || path !== '/v2/email/outbound-emails') return []
  const { Destination = {} } = parsed<{ Destination?: Record<string, string[] | null> | null }>(body)
  const recipients = Object.values(Destination ?? {}).reduce((sum, addresses) => sum + (addresses?.length ?? 0), 0)
  return [['sesRecipients', Math.max(1, recipients)]]
}

/** The members of a request; none of one that cannot be read, which the service refuses. */
function parsed<Members extends object>(body: string): Partial<Members> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
