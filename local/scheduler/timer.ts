import type { Clock } from '../ports.ts'

/** Node's timers hold at most 2^31 - 1 ms, about 24.8 days. */
const LONGEST_MS = 2_000_000_000

/** Runs `task` at a point in time, however far away; returns how to cancel it. Does not keep the process alive. */
export function runAt(time: number, clock: Clock, task: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = () => {
    const leftMs = time - clock.now()
    timer = leftMs > LONGEST_MS ? setTimeout(wait, LONGEST_MS) : setTimeout(task, Math.max(0, leftMs))
    timer.unref()
  }
  wait()
  return () => clearTimeout(timer)
}
