/** AWS's own words for an update that would change nothing. */
export const NO_UPDATES = 'No updates are to be performed.'

/** An operation on a stack, such as an update, that did not happen: nothing of it was begun, or what was begun is undone. */
export class StackUpdateError extends Error {
  override readonly name = 'StackUpdateError'
  /** True when it was refused before anything was changed. */
  readonly refused: boolean

  constructor(message: string, { refused, cause }: { refused: boolean; cause?: unknown }) {
    super(message, { cause })
    this.refused = refused
  }
}
