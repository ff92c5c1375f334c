/** A mistake of whoever typed the command: shown as one line without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** A failure that says all there is to say: its message is shown, not its stack. Exit code 1. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError'
}
