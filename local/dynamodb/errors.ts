const CORAL_SERVICE = 'com.amazon.coral.service#'
const CORAL_VALIDATE = 'com.amazon.coral.validate#'
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#'

const namespaces: Record<string, string> = {
  ValidationException: CORAL_VALIDATE,
  SerializationException: CORAL_SERVICE,
  UnknownOperationException: CORAL_SERVICE,
  ThrottlingException: CORAL_SERVICE,
  InternalServerError: DYNAMODB,
}

/** Errors whose text is called `Message` on the wire; in all others it is `message`. */
const capitalMessage = new Set([
  'TransactionCanceledException',
  'IdempotentParameterMismatchException',
  'TransactionInProgressException',
  'SerializationException',
])

/** An error that the caller gets as a DynamoDB error response: `code` is the exception's name as SDKs know it. */
export class LocalAwsError extends Error {
  readonly code: string
  /** HTTP status, 400 unless the fault is the service's. */
  readonly status: number
  /** Members of the exception beside its message, such as `Item` or `CancellationReasons`. */
  readonly details: Record<string, unknown>

  constructor(code: string, message: string, options: { status?: number; details?: Record<string, unknown> } = {}) {
    super(message)
    this.name = 'LocalAwsError'
    this.code = code
    this.status = options.status ?? 400
    this.details = options.details ?? {}
  }

  /** The response body as DynamoDB words it. */
  toBody(): Record<string, unknown> {
    const text = capitalMessage.has(this.code) ? { Message: this.message } : { message: this.message }
    return { __type: (namespaces[this.code] ?? DYNAMODB) + this.code, ...text, ...this.details }
  }
}

export function validationError(message: string): LocalAwsError {
  return new LocalAwsError('ValidationException', message)
}

export function conditionalCheckFailed(item?: unknown): LocalAwsError {
  const details = item === undefined ? {} : { Item: item }
  return new LocalAwsError('ConditionalCheckFailedException', 'The conditional request failed', { details })
}

export const isConditionFailure = (error: unknown): boolean =>
  error instanceof LocalAwsError && error.code === 'ConditionalCheckFailedException'

/** `tableName` is given where AWS names it: in operations on tables, not on items. */
export function tableNotFound(tableName?: string): LocalAwsError {
  const suffix = tableName === undefined ? '' : `: Table: ${tableName} not found`
  return new LocalAwsError('ResourceNotFoundException', `Requested resource not found${suffix}`)
}

/** Dynalite reports errors as an `Error` with a response body. */
export function fromDynalite(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error)) return error
  const body = error.body as { __type: string; message?: string; Message?: string }
  const code = body.__type.slice(body.__type.indexOf('#') + 1)
  return new LocalAwsError(code, body.message ?? body.Message ?? '')
}

/** Throws what dynalite found, if it found anything. */
export function throwIfInvalid(error: unknown): void {
  if (error) throw fromDynalite(error)
}
