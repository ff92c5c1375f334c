/** Reads the events of a stream, strongly consistent: a predecessor is there for certain. */
export interface History {
  /** The stored events above `after` and below `before`, ascending; only the first of them where `more` follow. */
  between(
    stream: string,
    range: { readonly after: number; readonly before: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ readonly events: readonly StoredEvent[]; readonly more: boolean }>
  /**
   * From which sequence on everything below `before` was stored since that time; `before` itself if its predecessor is
   * older. `undefined` if one of them is missing, so that nobody can tell.
   * @param since epoch milliseconds.
   */
  firstSince(stream: string, before: number, since: number, signal: AbortSignal): Promise<number | undefined>
}

export interface StoredEvent {
  readonly sequence: number
  /** Absent where the item holds no event. */
  readonly json: string | undefined
}
