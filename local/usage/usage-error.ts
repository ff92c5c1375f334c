/** A mistake of whoever typed the command: shown as one line without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** A failure that says all there is to say: its message is shown, not its stack. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError'
  /** Exit code of the command that ends with this error. */
  readonly exitCode: number = 1
}
