import { createHash } from 'node:crypto'

/**
 * An event source mapping, named as CloudFormation and the Lambda API name its properties. Values that are left out
 * mean what they mean on AWS.
 */
export interface EventSourceMapping {
  /** Keeps the stored position of a stream across restarts. Default: derived from function and source. */
  UUID?: string
  /** Name or ARN. */
  FunctionName: string
  /** ARN of a queue, or of a table's stream. */
  EventSourceArn: string
  /** Default true. */
  Enabled?: boolean
  /** Default 10 for a queue, 100 for a stream. */
  BatchSize?: number
  /** Default 0: whatever is there is delivered at once. */
  MaximumBatchingWindowInSeconds?: number
  FunctionResponseTypes?: string[]
  FilterCriteria?: { Filters?: { Pattern?: string }[] }
  /** Queues only: most batches in flight. */
  ScalingConfig?: { MaximumConcurrency?: number }
  /** Streams only, needed there. */
  StartingPosition?: string
  /** Streams only: batches in flight, order being kept per item (partition and sort key). From 1, the default, to 10. */
  ParallelizationFactor?: number
  /** Streams only: a failing batch is halved before its retries are counted. Default false. */
  BisectBatchOnFunctionError?: boolean
  /** Streams only. -1, the default, is without end. */
  MaximumRetryAttempts?: number
  /** Streams only. -1, the default, is without end. */
  MaximumRecordAgeInSeconds?: number
  /** Streams only: where the description of a batch goes that was given up. */
  DestinationConfig?: { OnFailure?: { Destination?: string } }
}

export type SourceKind = 'sqs' | 'dynamodb'

const changeable = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'ScalingConfig',
])

/** Throws what a person has to change, before anything is started. */
export function checkMapping(mapping: EventSourceMapping): SourceKind {
  const { EventSourceArn: arn, BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = mapping
  const fail = (problem: string) => {
    throw new Error(`Event source mapping of ${mapping.FunctionName} from ${arn}: ${problem}`)
  }
  const kind = arn.includes(':sqs:') ? 'sqs' : arn.includes(':dynamodb:') ? 'dynamodb' : undefined
  if (!kind) return fail('only SQS queues and DynamoDB streams are supported locally')
  if (BatchSize < 1 || BatchSize > 10_000) fail(`BatchSize must be from 1 to 10000, not ${BatchSize}`)
  if (window < 0 || window > 300) fail(`MaximumBatchingWindowInSeconds must be from 0 to 300, not ${window}`)
  if (kind === 'sqs' && BatchSize > 10 && window === 0) {
    fail('MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is above 10')
  }
  if (kind === 'sqs' && isFifo(arn) && BatchSize > 10)
    fail(`BatchSize must be from 1 to 10 for a FIFO queue, not ${BatchSize}`)
  if (kind === 'sqs' && isFifo(arn) && window > 0) fail('a FIFO queue has no MaximumBatchingWindowInSeconds')
  if (kind === 'dynamodb' && !['TRIM_HORIZON', 'LATEST'].includes(mapping.StartingPosition ?? '')) {
    fail(`StartingPosition must be TRIM_HORIZON or LATEST, not ${mapping.StartingPosition}`)
  }
  if (kind === 'dynamodb') checkStreamLimits(mapping, fail)
  const concurrency = mapping.ScalingConfig?.MaximumConcurrency
  if (concurrency !== undefined && concurrency < 2) {
    fail(`ScalingConfig.MaximumConcurrency must be at least 2, not ${concurrency}`)
  }
  return kind
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
function checkStreamLimits(mapping: EventSourceMapping, fail: (problem: string) => void) {
  const { ParallelizationFactor: factor = 1, MaximumRetryAttempts: attempts = -1 } = mapping
  const { MaximumRecordAgeInSeconds: age = -1, DestinationConfig } = mapping
  if (!within(factor, 1, 10)) fail(`ParallelizationFactor must be from 1 to 10, not ${factor}`)
  if (!within(attempts, -1, 10_000)) fail(`MaximumRetryAttempts must be from -1 to 10000, not ${attempts}`)
  if (age !== -1 && !within(age, 60, 604_800)) {
    fail(`MaximumRecordAgeInSeconds must be -1, or from 60 to 604800, not ${age}`)
  }
  const destination = DestinationConfig?.OnFailure?.Destination
  if (destination && isFifo(destination))
    fail(`the on-failure destination must be a standard queue, not ${destination}`)
}

const within = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most

/** The mapping with what UpdateEventSourceMapping changes; throws on anything else. */
export function changedMapping(mapping: EventSourceMapping, changes: Record<string, unknown>): EventSourceMapping {
  const { UUID: _, FunctionName: __, ...rest } = changes
  const unknown = Object.keys(rest).find((key) => !changeable.has(key))
  if (unknown) throw new Error(`${unknown} cannot be changed locally; these can: ${[...changeable].join(', ')}`)
  const changed = { ...mapping, ...rest }
  checkMapping(changed)
  return changed
}

export function mappingId({ UUID, FunctionName, EventSourceArn }: EventSourceMapping): string {
  if (UUID) return UUID
  const hash = createHash('sha256').update(`${FunctionName}|${EventSourceArn}`).digest('hex')
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-')
}

export function isFifo(queueArn: string): boolean {
  return queueArn.endsWith('.fifo')
}

export function reportsItemFailures({ FunctionResponseTypes }: EventSourceMapping): boolean {
  return FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false
}
