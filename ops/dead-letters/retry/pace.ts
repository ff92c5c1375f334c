import { isWithin } from '../../../lambdas/runtime/system/clock.ts'

/** Batches that come late by so much are made good by the next ones, so that the rate is reached on a machine that is busy, too. */
const MADE_GOOD_MS = 200
/** A batch that comes later than this has waited for something else: nothing of that time is made good, so nothing is sent in a burst. */
const LATE_MS = 1_000

/** When the next letters may be sent, so that there are never more of them a second than the rate says. */
export class Pace {
  readonly #rate: number
  readonly #now: () => number
  #startedAt = Number.NEGATIVE_INFINITY
  #takesMs = 0

  /** @param rate letters a second. @param now epoch milliseconds. */
  constructor(rate: number, now: () => number) {
    this.#rate = rate
    this.#now = now
  }

  /** Takes the next place for so many letters. @returns milliseconds to wait until then. */
  next(letters: number): number {
    const now = this.#now()
    const dueAt = this.#startedAt + this.#takesMs
    const isDue = !isWithin(this.#takesMs, this.#startedAt, now)
    if (!isDue) this.#startedAt = dueAt
    else this.#startedAt = isWithin(LATE_MS, dueAt, now) ? Math.max(dueAt, now - MADE_GOOD_MS) : now
    this.#takesMs = (letters * 1000) / this.#rate
    return isDue ? 0 : dueAt - now
  }
}
