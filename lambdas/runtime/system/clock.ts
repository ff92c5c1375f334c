/** Time as it is passed in everywhere, so that every test can be replayed. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/**
 * Whether something happened less than this long ago. What seems to lie in the future does not count: a clock that was set back would
 * otherwise keep it for as long as it was set back by. @param at, now epoch milliseconds.
 */
export const isWithin = (durationMs: number, at: number, now: number): boolean => now >= at && now - at < durationMs

export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString()
