import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb'
import { PermanentError, TransientError } from './errors.ts'

/** The error that the SDK throws when a call has failed. */
export interface SdkError extends Error {
  /** DynamoDB: what is there instead. */
  readonly Item?: Record<string, AttributeValue>
  readonly CancellationReasons?: readonly CancellationReason[]
  readonly $metadata?: {
    /** Requests that the SDK has sent for this one call. */
    readonly attempts?: number
    /** Absent when there was no answer. */
    readonly httpStatusCode?: number
  }
}

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

/** Another transaction touched the same item, or the table throttled: worth trying again shortly. */
export const isContention = (code: string): boolean => contention.has(code)

const malformed = new Set([
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
  'RequestEntityTooLargeException',
])

/**
 * Whether the writes may have been carried out although the call has failed. Only the answer to the only request of a call
 * can exclude it: when the SDK has sent several, this is the answer to the last, and one before may have been carried out.
 */
export function leavesDoubt(error: SdkError): boolean {
  // DynamoDB looks for the token first: it cancels no transaction that it has carried out.
  if (error.name === 'TransactionCanceledException') return false
  return error.name === 'TransactionInProgressException' || (error.$metadata?.attempts ?? 1) > 1 || !isAnswer(error)
}

/**
 * Whether the call was refused as it is, without saying which of its writes is to blame: a table that is not there or not
 * permitted, a value that cannot be sent.
 */
export const refusesWholeCall = (error: SdkError): boolean =>
  !isContention(error.name) &&
  !(error.name === 'TransactionCanceledException' && error.CancellationReasons) &&
  (isAnswer(error) || wasNotSent(error))

/** Whether DynamoDB itself refused the request, in contrast to a timeout, a broken connection or a fault on its side. */
function isAnswer({ name, $metadata }: SdkError): boolean {
  const status = $metadata?.httpStatusCode ?? 0
  return (status >= 400 && status < 500) || malformed.has(name) || isContention(name)
}

/** A call that fails while its request is being written has not reached the part of the SDK that counts requests. */
const wasNotSent = ({ name, $metadata }: SdkError): boolean =>
  $metadata === undefined && name !== 'AbortError' && name !== 'TimeoutError'

/** Too large, malformed or over an index's limits: no later attempt can differ. */
export const refusedByDynamo = (code: string, message: string | undefined, cause?: Error): PermanentError =>
  new PermanentError('WRITE_INVALID', `DynamoDB refuses a staged write: ${code}: ${message ?? 'no reason given'}`, {
    ...(cause ? { cause } : {}),
  })

/** @param inDoubt whether the writes may have been carried out, by this call or an earlier one. */
export function asFailure(error: SdkError, inDoubt: boolean): Error {
  const { name, message } = error
  if (malformed.has(name)) return refusedByDynamo(name, message, error)
  const [code, what] = inDoubt
    ? ['STORE_UNAVAILABLE', 'The commit got no answer']
    : ['STORE_REFUSED', 'The commit was refused']
  return new TransientError(code, `${what}: ${name}: ${message}`, { cause: error })
}
