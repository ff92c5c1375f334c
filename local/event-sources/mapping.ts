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
