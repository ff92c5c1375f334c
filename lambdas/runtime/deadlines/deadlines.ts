import type { CommandEnvelope } from '../../../events/define-command.ts'

/** A command to be delivered once, at a time. */
export interface Deadline {
  /** The same for the same cause, so that setting it twice is setting it once. At most 64 letters, digits, `-`, `_` and `.`. */
  readonly name: string
  /** Epoch milliseconds, in the future. */
  readonly at: number
  readonly command: CommandEnvelope
}

/** Sets deadlines; one that stands already is left as it is. The command is delivered at least once, as its consumer expects of all commands. */
export interface Deadlines {
  set(deadline: Deadline): Promise<void>
  /**
   * Takes a deadline back that nobody waits for any more; one that is not there is fine. Its command may come nevertheless, because the
   * deadline was just passing or is set after this, so its consumer has to bear that.
   * @param name of the deadline; whatever stands under it is removed.
   * @throws what the one attempt has met. What is left then comes at its time.
   */
  takeBack(name: string, signal: AbortSignal): Promise<void>
}
