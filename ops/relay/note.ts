import type { Reason, SetAsideRecord } from '../../lambdas/runtime/relay/set-aside.ts'

/**
 * What a message in a relay's failure queue stands for: a record that the relay set aside itself, or a batch that Lambda
 * gave up because the function did not run until the stream was about to lose it. Then the message names the place in the
 * stream, not the records.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export type Note =
  | { readonly kind: 'record'; readonly record: SetAsideRecord }
  | { readonly kind: 'batch'; readonly batch: GivenUpBatch; readonly reason: Reason }
  | { readonly kind: 'unknown' }

export interface GivenUpBatch {
  readonly streamArn: string
  readonly shardId: string
  readonly startSequenceNumber: string
  readonly endSequenceNumber: string
  readonly batchSize: number
  /** ISO 8601 */
  readonly approximateArrivalOfFirstRecord: string
  readonly approximateArrivalOfLastRecord: string
}

/** @returns `unknown` for a message that neither the relay nor Lambda has written: it is listed and never removed. */
export function noteOf(body: string): Note {
  const value = parsed(body)
  if (isRecord(value)) return { kind: 'record', record: value }
  const { DDBStreamBatchInfo: batch, requestContext } = value as {
    DDBStreamBatchInfo?: unknown
    requestContext?: object
  }
  if (!isBatch(batch)) return { kind: 'unknown' }
  const { condition: code = 'GivenUp', approximateInvokeCount: count = '?' } = (requestContext ?? {}) as Record<
    string,
    string
  >
  return {
    kind: 'batch',
    batch,
    reason: { code, message: `Lambda gave the batch up; the function ran ${count} times.` },
  }
}

function parsed(body: string): object {
  try {
    return Object(JSON.parse(body))
  } catch {
    return {}
  }
}

const hasTexts = (value: unknown, ...names: string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

function isRecord(value: object): value is SetAsideRecord {
  const { reason, key, final } = value as Partial<SetAsideRecord>
  return (
    hasTexts(value, 'sequence_number', 'stored_at') &&
    hasTexts(reason, 'code', 'message') &&
    typeof key === 'object' &&
    typeof final === 'boolean'
  )
}

const isBatch = (value: unknown): value is GivenUpBatch =>
  hasTexts(
    value,
    'streamArn',
    'shardId',
    'startSequenceNumber',
    'endSequenceNumber',
    'approximateArrivalOfFirstRecord',
    'approximateArrivalOfLastRecord',
  )
