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

/** E.g. `since 2026-11-26, and may be gone from 2027-05-01 on: it says too little. Use parcel.left.` */
export const deprecationText = ({ since, until, reason, replacement }: Deprecation): string =>
  `since ${since}${until ? `, and may be gone from ${until} on` : ''}: ${reason}.${replacement ? ` Use ${replacement}.` : ''}`
