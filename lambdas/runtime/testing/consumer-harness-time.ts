import type { Clock } from '../system/clock.ts'
import { createIds, type Ids } from '../system/ids.ts'
import type { Timers } from '../system/timers.ts'

/** Waits of the runtime itself (jitter, group commit) are shorter than this; they pass by themselves. */
const SHORT_WAIT_MS = 1000

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** Time that stands still until a test moves it, and everything that depends on it. */
export class HarnessTime implements Clock, Timers {
  readonly ids: Ids
  #now: number
  #timers: Timer[] = []
  #idsMade = 0

  constructor(start: string) {
    this.#now = Date.parse(start)
    this.ids = createIds(this, (count) => this.#nextBytes(count))
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, callback: () => void): () => void {
    if (milliseconds < SHORT_WAIT_MS) {
      const immediate = setImmediate(callback)
      return () => clearImmediate(immediate)
    }
    const timer = { at: this.#now + milliseconds, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Moves on to this time, and fires the timers on the way, in order. */
  moveTo(time: number): void {
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
    this.#now = Math.max(this.#now, time)
  }

  /** Ids are the same in every run of a test. */
  #nextBytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count)
    new DataView(bytes.buffer).setUint32(count - 4, ++this.#idsMade)
    return bytes
  }
}
