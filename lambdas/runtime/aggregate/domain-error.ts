import { PermanentError } from '../errors.ts'

/**
 * Why the domain refused, in no protocol's terms.
 * - `rejected`: the state of things forbids it now.
 * - `not-found`: what the command is about does not exist.
 * - `invalid`: the command can never be right as it stands.
 */
export type DomainErrorKind = 'rejected' | 'not-found' | 'invalid'

export interface DomainErrorOptions {
  /** Default `rejected`. */
  readonly kind?: DomainErrorKind
  /** Further facts for whoever asked, e.g. `{ allowed: ['shipped'] }`; JSON, snake case. */
  readonly details?: Readonly<Record<string, unknown>>
  /** For `invalid`: where in the command, as RFC 6901 pointers into the request's body. */
  readonly violations?: readonly { readonly pointer: string; readonly message: string }[]
  readonly cause?: unknown
  /**
   * Whether the request is answered for good, so that its answer is kept under its Idempotency-Key. Default: true for
   * `rejected`, which is a decision on the request; false for `not-found` and `invalid`, which pass when what the command is
   * about arrives. False as well for a rejection that passes by itself: repeating it is harmless, because nothing was done.
   */
  readonly isFinal?: boolean
}

/**
 * A command was refused by a rule of the business. For a message this is a permanent failure, because another try would be refused
 * by the same rule.
 */
export class DomainError extends PermanentError {
  override readonly name: string = 'DomainError'
  readonly kind: DomainErrorKind
  readonly details: Readonly<Record<string, unknown>>
  readonly violations: readonly { readonly pointer: string; readonly message: string }[]
  readonly isFinal: boolean

  /** @param code stable, lower snake case, e.g. `price_changed`. */
  constructor(code: string, message: string, options: DomainErrorOptions = {}) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = options.kind ?? 'rejected'
    this.details = options.details ?? {}
    this.violations = options.violations ?? []
    this.isFinal = options.isFinal ?? this.kind === 'rejected'
  }
}

export const isDomainError = (error: unknown): error is DomainError =>
  error instanceof Error && error.name === 'DomainError'
