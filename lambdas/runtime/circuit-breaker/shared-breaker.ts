/** The circuit breaker of one downstream as the consumer runtime uses it: all instances share its state. */
export interface SharedBreaker {
  /** @throws {DeferredError} while it is open: nothing was called. */
  run<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  /** @throws {DeferredError} while it is open. */
  assertNotOpen(): Promise<void>
}
