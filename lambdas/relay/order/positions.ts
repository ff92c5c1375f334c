/** Up to which sequence the events of each stream have been published. Streams are named `<aggregate_type>#<aggregate_id>`. */
export interface Positions {
  /**
   * May be behind, which costs repetitions only, but never ahead: a position was written after everything up to it was
   * published.
   * @returns nothing for a stream of which no position is kept.
   */
  read(streams: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>
  write(positions: ReadonlyMap<string, number>, signal: AbortSignal): Promise<void>
}

/** Time limit for writing the positions after everything was published. */
export const TIME_TO_KEEP_POSITIONS_MS = 1000

/** The positions that this instance of the function has read or reached itself. */
export interface KnownPositions {
  get(stream: string): number | undefined
  /** Positions only go up. */
  set(stream: string, sequence: number): void
}

/** A few megabytes. What is forgotten is read again. */
const REMEMBERED = 50_000

export function createKnownPositions(limit = REMEMBERED): KnownPositions {
  const known = new Map<string, number>()
  return {
    get: (stream) => known.get(stream),
    set(stream, sequence) {
      const position = Math.max(sequence, known.get(stream) ?? 0)
      // Deleted first, so that the map's order is that of the last use.
      known.delete(stream)
      known.set(stream, position)
      if (known.size <= limit) return
      const [oldest] = known.keys()
      known.delete(oldest as string)
    },
  }
}
