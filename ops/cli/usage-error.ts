/** A mistake in what was typed: shown as one line, and the exit code is 2. Nothing has been changed or sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
