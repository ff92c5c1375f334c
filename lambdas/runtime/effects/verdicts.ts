import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb'
import { PermanentError, TransientError } from '../errors.ts'
import type { StagedWrite } from './staged-write.ts'

/** What is written all or nothing. Several units may share one transaction. */
export interface CommitUnit {
  readonly writes: readonly StagedWrite[]
}

export interface Refusal {
  readonly write: StagedWrite
  readonly current: Record<string, AttributeValue> | undefined
}

/** What a failed attempt says about one unit of it. */
export type Verdict =
  /** Nothing was wrong with this one: others of the same transaction were refused. */
  | { readonly kind: 'innocent' }
  /** Conditions of these writes did not hold. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** Another transaction touched the same item, or the table throttled: worth trying again shortly. */
  | { readonly kind: 'contended' }
  /** Its first answer was lost, but it is there. */
  | { readonly kind: 'committed' }
  | { readonly kind: 'failed'; readonly error: Error }

const contention = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingError',
  'ThrottlingException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
])

interface SdkError extends Error {
  readonly Item?: Record<string, AttributeValue>
  readonly CancellationReasons?: readonly CancellationReason[]
  readonly $metadata?: { readonly attempts?: number }
}

/** Reads one failed attempt, unit by unit. */
export function readVerdicts(units: readonly CommitUnit[], thrown: unknown): Verdict[] {
  const error: SdkError = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (error.name === 'TransactionCanceledException' && error.CancellationReasons) {
    return readReasons(units, error.CancellationReasons)
  }
  if (error.name === 'ConditionalCheckFailedException') {
    return units.map((unit) => readSingleRefusal(unit, error))
  }
  if (contention.has(error.name)) return units.map(() => ({ kind: 'contended' }))
  return units.map(() => ({ kind: 'failed', error: asFailure(error) }))
}

function readReasons(units: readonly CommitUnit[], reasons: readonly CancellationReason[]): Verdict[] {
  let next = 0
  return units.map(({ writes }) => {
    const own = reasons.slice(next, next + writes.length)
    next += writes.length
    const refusals = own.flatMap((reason, index) =>
      reason.Code === 'ConditionalCheckFailed' ? [{ write: writes[index]!, current: reason.Item }] : [],
    )
    if (refusals.length > 0) return { kind: 'refused', refusals }
    const other = own.find((reason) => reason.Code !== undefined && reason.Code !== 'None')
    if (!other) return { kind: 'innocent' }
    if (contention.has(other.Code!)) return { kind: 'contended' }
    return { kind: 'failed', error: refusedByDynamo(other.Code!, other.Message) }
  })
}

function readSingleRefusal({ writes }: CommitUnit, error: SdkError): Verdict {
  const write = writes[0]!
  const retried = (error.$metadata?.attempts ?? 1) > 1
  if (retried && write.item.Put?.Item && sameItem(write.item.Put.Item, error.Item)) return { kind: 'committed' }
  return { kind: 'refused', refusals: [{ write, current: error.Item }] }
}

/** A plain put has no request token: after a retry, an item equal to ours was written by our own first attempt. */
const sameItem = (ours: Record<string, AttributeValue>, theirs: Record<string, AttributeValue> | undefined): boolean =>
  theirs !== undefined &&
  Object.keys(theirs).length === Object.keys(ours).length &&
  Object.entries(ours).every(([name, value]) => JSON.stringify(value) === JSON.stringify(theirs[name]))

/** Too large, malformed or over an index's limits: no later attempt can differ. */
const refusedByDynamo = (code: string, message: string | undefined, cause?: Error): PermanentError =>
  new PermanentError('WRITE_INVALID', `DynamoDB refuses a staged write: ${code}: ${message ?? 'no reason given'}`, {
    ...(cause ? { cause } : {}),
  })

function asFailure(error: Error): Error {
  if (error.name === 'ValidationException' || error.name === 'ItemCollectionSizeLimitExceededException') {
    return refusedByDynamo(error.name, error.message, error)
  }
  return new TransientError('STORE_UNAVAILABLE', `The commit got no answer: ${error.name}: ${error.message}`, {
    cause: error,
  })
}
