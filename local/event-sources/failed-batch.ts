import type { InvocationResult } from '../lambda/index.ts'
import type { DynamoDbStreamRecord } from '../ports.ts'

export type GivenUpBecause = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

interface FailedBatch {
  records: DynamoDbStreamRecord[]
  condition: GivenUpBecause
  functionArn: string
  invokeCount: number
  /** The last answer of the function, if it was ever called. */
  result: InvocationResult | undefined
  now: number
}

/** What Lambda sends to the on-failure destination: where the records are, not the records themselves. */
export function failedBatchMessage({ records, condition, functionArn, invokeCount, result, now }: FailedBatch): string {
  const [first] = records
  const last = records.at(-1)
  if (!first || !last) throw new Error('A batch that was given up has records')
  return JSON.stringify({
    requestContext: {
      requestId: result?.requestId ?? '',
      functionArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    ...(result && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: result.error ? 'Unhandled' : null,
      },
    }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000001',
      startSequenceNumber: first.dynamodb.SequenceNumber,
      endSequenceNumber: last.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: first.eventSourceARN,
    },
  })
}

function arrival(record: DynamoDbStreamRecord): string {
  return new Date(arrivedAt(record)).toISOString()
}

/** Epoch milliseconds. */
export function arrivedAt({ dynamodb }: DynamoDbStreamRecord): number {
  return dynamodb.ApproximateCreationDateTime * 1000
}
