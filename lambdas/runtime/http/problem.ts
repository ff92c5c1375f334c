import { STATUS_CODES } from 'node:http'
import { type DomainError, type DomainErrorKind, isDomainError } from '../aggregate/domain-error.ts'
import { ConflictError, DeferredError, PermanentError, TransientError } from '../errors.ts'
import type { Answer } from './answer.ts'
import { HttpError } from './http-error.ts'

interface Problem {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** RFC 9457 problem details. `instance` and `correlation_id` are added when it is sent. */
export function problem({ status, code, detail, members = {}, headers = {} }: Problem): Answer {
  const own = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code }
  return {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    // The standard members come first, and members of the problem cannot overwrite them.
    body: { ...own, ...members, ...own },
  }
}

const statusOf: Readonly<Record<DomainErrorKind, number>> = { rejected: 409, 'not-found': 404, invalid: 422 }

export const rejectionProblem = (error: DomainError): Answer =>
  problem({
    status: statusOf[error.kind],
    code: error.code,
    detail: error.message,
    members: { ...error.details, ...(error.violations.length > 0 && { errors: error.violations }) },
  })

const RETRY_SOON = { 'retry-after': '1' }

/** The part of an error that a caller may see: never a stack trace, and nothing of an unexpected error. */
export function toProblem(error: unknown): Answer {
  if (error instanceof HttpError) return problem({ ...pick(error), status: error.status })
  if (isDomainError(error)) return rejectionProblem(error)
  if (error instanceof ConflictError) {
    const detail = 'Other writers kept changing the same thing at the same time. Nothing was stored; try again.'
    return problem({ status: 409, code: 'conflict', detail, headers: RETRY_SOON })
  }
  if (error instanceof TransientError || error instanceof DeferredError || isUnavailable(error)) {
    const detail = 'A part of the service is not available at the moment. Try again with the same Idempotency-Key.'
    return problem({ status: 503, code: 'unavailable', detail, headers: RETRY_SOON })
  }
  if (error instanceof PermanentError && error.code === 'EVENT_TOO_LARGE') {
    return problem({ status: 413, code: 'event_too_large', detail: 'What this request says does not fit one event.' })
  }
  return problem({ status: 500, code: 'internal_error', detail: 'Something unexpected went wrong on our side.' })
}

const pick = ({ code, message, members, headers }: HttpError) => ({ code, detail: message, members, headers })

/** Timeouts, throttling and server faults as the AWS SDK reports them, and middy's early timeout. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { $fault, $retryable } = error as { $fault?: string; $retryable?: object }
  return (
    $fault === 'server' ||
    $retryable !== undefined ||
    /Timeout|Throttl|ThroughputExceeded|RequestLimitExceeded|ECONN/.test(error.name + error.message)
  )
}
