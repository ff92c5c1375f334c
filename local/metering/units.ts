/**
 * What AWS bills by use, as far as the resources of a template run here can cause it. Units are what the price lists count:
 * `sqsStandardRequests` are requests of 64 KB, not calls. What runs by the month (alarms, dashboards, keys, empty receives of
 * pollers) is not counted here: it does not come from use.
 */
export const billableUnits = [
  'lambdaRequests',
  'dynamodbWriteUnits',
  'dynamodbReadUnits',
  'dynamodbStreamReads',
  'sqsStandardRequests',
  'sqsFifoRequests',
  'snsStandardPublishes',
  'snsFifoPublishes',
  'snsFifoPublishedBytes',
  'snsFifoDeliveries',
  'snsFifoDeliveredBytes',
  'eventBridgeEvents',
  'eventBridgeArchivedBytes',
  'schedulerInvocations',
  's3Writes',
  's3Reads',
  'sesRecipients',
  'secretsManagerCalls',
  'httpApiRequests',
  'logBytes',
  /** Not billed: figures per message are computed with it. */
  'sqsMessagesReceived',
  /** Billed already, among the write units: what writes cost more because they are part of a transaction. */
  'dynamodbTransactionWriteUnits',
] as const

export type BillableUnit = (typeof billableUnits)[number]

/** Units that are counted for figures only: AWS does not bill them, or has billed them as part of others. */
export const unbilledUnits = [
  'sqsMessagesReceived',
  'dynamodbTransactionWriteUnits',
] as const satisfies readonly BillableUnit[]

/** Units by who causes them, and by what they are. */
export type UnitTotals = Record<string, Partial<Record<BillableUnit, number>>>

const CHUNK_BYTES = 64 * 1024
const API_CHUNK_BYTES = 512 * 1024

/**
 * SQS: "Every 64 KB chunk of a payload is billed as 1 request" (https://aws.amazon.com/sqs/pricing/). SNS counts publishes to
 * standard topics so, EventBridge events ("Each 64 KB chunk of a payload is billed as 1 event",
 * https://aws.amazon.com/eventbridge/pricing/), and Scheduler its invocations.
 */
export const chunksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / CHUNK_BYTES))

/** "HTTP APIs are metered in 512 KB increments." https://aws.amazon.com/api-gateway/pricing/ */
export const apiChunksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / API_CHUNK_BYTES))
