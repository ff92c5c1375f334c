/** Time as it is passed in everywhere, so that every test can be replayed. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString()
