/** Reads the events of a stream, strongly consistent: a predecessor is there for certain. */
export interface History {
  /** The stored events above `after` and below `before`, ascending; only the first of them where `more` follow. */
  between(
    stream: string,
    range: { readonly after: number; readonly before: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ readonly events: readonly StoredEvent[]; readonly more: boolean }>
  /**
   * The first sequence from which on every event below `before` was stored at or after `since`; `before` itself if its predecessor is
   * older. `undefined` if an event that was looked at is missing, because then this cannot be known. Takes a call for each time that the
   * stream's length can be halved, however long it is.
   * @param since epoch milliseconds.
   */
  firstSince(stream: string, before: number, since: number, signal: AbortSignal): Promise<number | undefined>
}

export interface StoredEvent {
  readonly sequence: number
  /** Absent where the item holds no event. */
  readonly json: string | undefined
}
