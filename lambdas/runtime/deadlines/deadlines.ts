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
}
