import type { Clock } from '../../lambdas/runtime/system/clock.ts'
import type { Timers } from '../../lambdas/runtime/system/timers.ts'

export interface SimulatedTime {
  readonly clock: Clock
  readonly timers: Timers
  /** How long each wait was that came to its end, in milliseconds. */
  readonly waits: readonly number[]
  /** Takes so long, as a call over the network does. */
  sleep(milliseconds: number): Promise<void>
}

/** Time passes only when everything else stands still: then the earliest timer is due. */
export function simulatedTime(start = 0): SimulatedTime {
  let now = start
  const due = new Set<{ readonly at: number; readonly milliseconds: number; readonly callback: () => void }>()
  const waits: number[] = []

  function fireNext() {
    const [next] = [...due].sort((left, right) => left.at - right.at)
    if (!next) return
    due.delete(next)
    now = Math.max(now, next.at)
    waits.push(next.milliseconds)
    next.callback()
  }
  const timers: Timers = {
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, milliseconds, callback }
      due.add(timer)
      setImmediate(fireNext)
      return () => due.delete(timer)
    },
  }
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      timers.after(milliseconds, resolve)
    })
  return { clock: { now: () => now }, timers, waits, sleep }
}
