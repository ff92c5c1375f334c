import { LocalAwsError } from '../errors.ts'

export interface CancellationReason {
  Code: string
  Message?: string
  Item?: unknown
}

const reasonCodes: Record<string, string> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ItemCollectionSizeLimitExceededException: 'ItemCollectionSizeLimitExceeded',
  TransactionConflictException: 'TransactionConflict',
  ProvisionedThroughputExceededException: 'ProvisionedThroughputExceeded',
  ThrottlingException: 'ThrottlingError',
  ValidationException: 'ValidationError',
}

/** What AWS says about an item for whose sake a transaction is cancelled. */
export function toReason(error: LocalAwsError | undefined): CancellationReason {
  if (!error) return { Code: 'None' }
  return { Code: reasonCodes[error.code] ?? error.code, Message: error.message, ...error.details }
}

/** One reason for each item of the transaction, in its order. */
export function transactionCancelled(reasons: CancellationReason[]): LocalAwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return new LocalAwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { details: { CancellationReasons: reasons } },
  )
}

/** A fault that a plan injects into a transaction reaches the caller as AWS reports it: as a reason of its first item. */
export function asCancellation(error: unknown, itemCount: number): unknown {
  if (!(error instanceof LocalAwsError) || !(error.code in reasonCodes) || itemCount === 0) return error
  const others = Array.from({ length: itemCount - 1 }, () => toReason(undefined))
  return transactionCancelled([toReason(error), ...others])
}
