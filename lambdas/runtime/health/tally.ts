import { isWithin } from '../system/clock.ts'

/** The outcomes of one type that this instance has seen lately. Kept in memory. */
interface TypeTally {
  readonly since: number
  handled: number
  /** Messages that are being handled now. */
  readonly running: Set<object>
  /** By fingerprint. */
  readonly failed: Map<string, number>
  /** By fingerprint: the other outcomes that were reported along with it. */
  readonly told: Map<string, Told>
}

interface Told {
  /** Messages that were handled, or failed for another cause. */
  readonly decided: number
  /** Messages that were running then, and the window in which that was told. */
  readonly running: number
  readonly window: number
}

/** Successes that are reported along with a failure are no older than that. */
const FRESH_MS = 600_000

const nothingTold: Told = { decided: 0, running: 0, window: -1 }

/** The outcomes of one instance besides one cause, since it last reported that cause. */
export interface Others {
  /**
   * Handled, failed for another cause, or running. May be negative: a message that was counted as running is subtracted when it
   * fails for this cause.
   */
  readonly others: number
  /** How many of them ended between two failures for this cause in one window; if there are any, the cause does not concern nearly all. */
  readonly between: number
}

/** Counts outcomes by type. For a healthy consumer this is all the work: one number more per message. */
export class Tallies {
  readonly #types = new Map<string, TypeTally>()

  started(type: string, message: object, now: number): void {
    this.#of(type, now).running.add(message)
  }

  /** To be called when the outcome of a message is known, or it is certain that there will be none. */
  ended(type: string, message: object): void {
    this.#types.get(type)?.running.delete(message)
  }

  handled(type: string, now: number): void {
    this.#of(type, now).handled++
  }

  failed(type: string, fingerprint: string, message: object, now: number): void {
    const { running, failed } = this.#of(type, now)
    running.delete(message)
    failed.set(fingerprint, (failed.get(fingerprint) ?? 0) + 1)
  }

  /**
   * The outcomes to report along with a failure of this cause. Failures are often quicker than successes: a message that is
   * still running may yet go well, so it counts as another outcome until it has failed. Otherwise the first failures of a
   * burst would look as if nearly all of it failed.
   * @param window number of the window in which it will be counted.
   */
  tell(type: string, fingerprint: string, window: number, now: number): Others {
    const tally = this.#of(type, now)
    let decided = tally.handled
    for (const [cause, count] of tally.failed) if (cause !== fingerprint) decided += count
    const told = tally.told.get(fingerprint) ?? nothingTold
    const isFirst = told.window !== window
    const running = tally.running.size
    tally.told.set(fingerprint, { decided, running, window })
    const since = decided - told.decided
    // Messages that were running in an earlier window were reported to that one only.
    return { others: since + running - (isFirst ? 0 : told.running), between: isFirst ? 0 : since }
  }

  #of(type: string, now: number): TypeTally {
    const known = this.#types.get(type)
    if (known && isWithin(FRESH_MS, known.since, now)) return known
    const running = known?.running ?? new Set()
    const fresh = { handled: 0, running, failed: new Map(), told: new Map(), since: now }
    this.#types.set(type, fresh)
    return fresh
  }
}
