/** What one instance has seen of one type since its start. Kept in memory. */
export interface TypeTally {
  handled: number
  /** By fingerprint. */
  readonly failed: Map<string, number>
  /** By fingerprint: everything else, as it stood when this cause was last told to the others. */
  readonly told: Map<string, number>
}

/** What is told of success along with a failure is of no older time than that. */
const FRESH_MS = 600_000

/** Counts by type; a number more per message is all that a healthy consumer pays. */
export class Tallies {
  readonly #types = new Map<string, TypeTally & { since: number }>()

  handled(type: string, now: number): void {
    this.#of(type, now).handled++
  }

  /** One more of this cause. @returns how much else there was since this cause was last told of. */
  failed(type: string, fingerprint: string, now: number): number {
    const tally = this.#of(type, now)
    const own = tally.failed.get(fingerprint) ?? 0
    let others = tally.handled
    for (const [cause, count] of tally.failed) if (cause !== fingerprint) others += count
    const untold = others - (tally.told.get(fingerprint) ?? 0)
    tally.failed.set(fingerprint, own + 1)
    tally.told.set(fingerprint, others)
    return untold
  }

  #of(type: string, now: number) {
    const known = this.#types.get(type)
    if (known && now - known.since < FRESH_MS) return known
    const fresh = { handled: 0, failed: new Map(), told: new Map(), since: now }
    this.#types.set(type, fresh)
    return fresh
  }
}
