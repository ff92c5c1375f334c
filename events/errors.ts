/** One mistake in a document: its place, as an RFC 6901 JSON pointer, and what is wrong there. */
export interface Violation {
  readonly pointer: string
  readonly message: string
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export const toViolations = (issues: readonly Issue[], prefix = ''): Violation[] =>
  issues.map((issue) => ({ pointer: prefix + toPointer(issue.path), message: issue.message }))

/** The message is not valid by its contract, and never will be: trying again cannot help. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  // The constructor assigns these. Declared as types only, they leave nothing in the bundle of each function.
  declare readonly code: ContractErrorCode
  declare readonly violations: readonly Violation[]
  /** What was checked, and what is wrong with it, as zod tells that. */
  declare readonly checked: { readonly value: unknown; readonly issues: readonly Issue[] }

  /** @param at JSON pointer of the value within the message. */
  constructor(code: ContractErrorCode, message: string, issues: readonly Issue[] = [], value?: unknown, at?: string) {
    const violations = toViolations(issues, at)
    const details = violations.slice(0, 5).map((violation) => `${violation.pointer || '/'}: ${violation.message}`)
    super(`${message} ${details.join('; ')}`.trimEnd())
    this.code = code
    this.violations = violations
    this.checked = { value, issues }
  }
}

export type ContractErrorCode =
  | 'ENVELOPE_INVALID'
  | 'TYPE_UNKNOWN'
  | 'VERSION_UNKNOWN'
  | 'DATA_INVALID'
  /** A CloudEvent of a type that its sender may not state, or one of our events that is written as another team's. */
  | 'SENDER_UNKNOWN'

export const isContractError = (error: unknown): error is ContractError =>
  error instanceof Error && error.name === 'ContractError'

/** @param known names of the types that are. */
export const typeUnknown = (type: string, known: Iterable<string>): ContractError =>
  new ContractError(
    'TYPE_UNKNOWN',
    `Event type "${type.slice(0, 200)}" is not known here; known: ${[...known].join(', ')}.`,
  )
