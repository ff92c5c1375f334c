/** That something is on its way out. Shown in the catalog, at synth and in messages of the contract check. */
export interface Deprecation {
  /** Date, `YYYY-MM-DD`, since when nobody should use it any more. */
  readonly since: string
  /** Date, `YYYY-MM-DD`, from which it may be gone. Default: not decided. */
  readonly until?: string
  /** One clause for those who still use it. */
  readonly reason: string
  /** The replacement, e.g. another event type. A deprecated version needs none: it is replaced by the next one. */
  readonly replacement?: string
}
