import { PipelineError } from '../errors.ts'

export interface HttpErrorOptions extends ErrorOptions {
  /** Further members of the problem document, e.g. `errors`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** The request cannot be served, for a reason of HTTP: answered as a problem document. */
export class HttpError extends PipelineError {
  override readonly name = 'HttpError'
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  /** @param code stable, lower snake case, e.g. `validation_failed`. */
  constructor(status: number, code: string, detail: string, options: HttpErrorOptions = {}) {
    super(code, detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.status = status
    this.members = options.members ?? {}
    this.headers = options.headers ?? {}
  }
}

/** One mistake of a request and its place: `pointer` (RFC 6901) into the body, or the name of a query or path parameter or a header. */
export type InputViolation = { readonly message: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }
)

const MAX_VIOLATIONS = 100

export const validationFailed = (violations: readonly InputViolation[]): HttpError =>
  new HttpError(422, 'validation_failed', 'The request is well-formed, but not valid; see errors.', {
    members: { errors: violations.slice(0, MAX_VIOLATIONS) },
  })

export const notFound = (detail: string): HttpError => new HttpError(404, 'not_found', detail)
