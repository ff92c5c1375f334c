import type { Timers } from '../../lambdas/runtime/system/timers.ts'
import { systemTimers } from '../../lambdas/runtime/system/timers.ts'

/** Waits from here on are those for the end of an invocation's time. */
const LONG_MS = 1000

export interface TimeInHand {
  readonly timers: Timers
  /** The earliest of the long waits is over: the end of the handlers' time. */
  endHandlers(): void
}

/** Short waits are real; long ones are over when the test says so, and never because the machine is slow. */
export function timeInHand(): TimeInHand {
  const waits = new Set<{ readonly milliseconds: number; readonly callback: () => void }>()
  return {
    timers: {
      after(milliseconds, callback) {
        if (milliseconds < LONG_MS) return systemTimers.after(milliseconds, callback)
        const wait = { milliseconds, callback }
        waits.add(wait)
        return () => waits.delete(wait)
      },
    },
    endHandlers() {
      const [first] = [...waits].sort((a, b) => a.milliseconds - b.milliseconds)
      if (!first) throw new Error('Nothing waits for the end of its time')
      waits.delete(first)
      first.callback()
    },
  }
}
