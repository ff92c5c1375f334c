/** When workers of functions, or the isolates that functions share, are added and taken away. */
export interface Scaling {
  /**
   * A waiting invocation has another worker started only after this time, or its function loaded in another isolate: a worker
   * costs about 100 ms of CPU and 13 MB, and most invocations are over sooner than that.
   */
  growAfterMs: number
  /**
   * Once all that run have been busy with one invocation each for so long, another is started whatever the limits but reserved
   * concurrency: they are waiting for something, perhaps for the very invocation that waits for them, as a request that waits for
   * the outcome of an order and the cancellation of that order. `Infinity` takes none of them for stuck, however slow the machine is.
   */
  stuckAfterMs: number
  /** All but one are taken away after having had nothing to do for so long. */
  retireAfterMs: number
}

export const defaultScaling: Scaling = { growAfterMs: 25, stuckAfterMs: 500, retireAfterMs: 10_000 }

/** The longest time that a timer can wait for: one that is set for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1

export const timerMs = (milliseconds: number): number => Math.min(milliseconds, longestTimerMs)
