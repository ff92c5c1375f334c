export interface BreakerSettings {
  /** Calls are counted in windows of this length, seconds. Default 30. */
  readonly windowSeconds: number
  /** Fewer calls in a window, all instances together, say nothing. Default 10. */
  readonly minimumCalls: number
  /** Part of the calls in a window that must fail to open the circuit, above 0 up to 1. Default 0.5. */
  readonly failureRatio: number
  /** How long it stays open the first time, seconds; doubles with each probe that fails. Default 30. */
  readonly openSeconds: number
  /** Cap of that, seconds. Default 600. */
  readonly maxOpenSeconds: number
  /** Calls let through while half-open, and successes needed to close. Default 3. */
  readonly probes: number
  /** A probe that has not answered by then counts as dead, seconds; longer than any call. Default 30. */
  readonly probeSeconds: number
}

export const breakerDefaults: BreakerSettings = {
  windowSeconds: 30,
  minimumCalls: 10,
  failureRatio: 0.5,
  openSeconds: 30,
  maxOpenSeconds: 600,
  probes: 3,
  probeSeconds: 30,
}
