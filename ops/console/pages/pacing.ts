export interface Pace {
  readonly everySeconds: number
  /** Reached step by step while nothing changes. */
  readonly idleSeconds: number
  /** The pace itself keeps to the budget on the whole, though single looks cost more. Default: no. */
  readonly isWithinBudget?: boolean
}

/** Looks once, and again only when somebody asks for it: what is shown is about to be decided on. */
export const ONCE: Pace = { everySeconds: Number.POSITIVE_INFINITY, idleSeconds: Number.POSITIVE_INFINITY }

const HOUR_SECONDS = 3_600
/** What an open page may spend at most: it looks less often where there is more to read. */
const USD_PER_HOUR = 0.02

const SLOWER = 1.5
/** After a failure it looks again by itself, also where it looks once: nothing, or something old, is shown until then. */
const FIRST_RETRY_SECONDS = 2
const LAST_RETRY_SECONDS = 60

/** How long a page waits for its next look: longer while nothing changes, as at first when somebody touches it, and never less than the budget allows. */
export class Pacing {
  readonly #pace: Pace
  /** Seconds before the next look at the earliest, because of what the last one has cost. */
  #leastSeconds = 0
  #failures = 0
  waitSeconds: number

  constructor(pace: Pace) {
    this.#pace = pace
    this.waitSeconds = pace.everySeconds
  }

  /** @param usd what the look has cost; 0 with the local runtime. */
  looked({ isSame, usd }: { readonly isSame: boolean; readonly usd: number }): void {
    const { everySeconds, idleSeconds, isWithinBudget = false } = this.#pace
    this.#failures = 0
    this.#leastSeconds = isWithinBudget ? 0 : Math.ceil((usd * HOUR_SECONDS) / USD_PER_HOUR)
    const wait = isSame ? Math.min(this.waitSeconds * SLOWER, Math.max(idleSeconds, everySeconds)) : everySeconds
    this.waitSeconds = Math.max(wait, this.#leastSeconds)
  }

  /** @param isOver it would be refused again. */
  failed(isOver: boolean): void {
    this.waitSeconds = isOver
      ? this.#pace.everySeconds
      : Math.min(FIRST_RETRY_SECONDS * 2 ** this.#failures, LAST_RETRY_SECONDS)
    this.#failures++
  }

  /** Somebody is at the page. @returns whether it looks sooner now. */
  touched(): boolean {
    const wait = Math.max(this.#pace.everySeconds, this.#leastSeconds)
    if (this.waitSeconds <= wait) return false
    this.waitSeconds = wait
    return true
  }
}
