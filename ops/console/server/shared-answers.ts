/**
 * One look at AWS serves everybody who asks for the same at the same time, or shortly after: two tabs cost as much as one.
 * A failure is never kept.
 */
export class SharedAnswers {
  readonly #now: () => number
  readonly #kept = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>()

  /** @param now epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  get(key: string, keptMs: number, read: () => Promise<unknown>): Promise<unknown> {
    const now = this.#now()
    const kept = this.#kept.get(key)
    if (kept && now < kept.until) return kept.answer
    for (const [old, { until }] of this.#kept) if (until <= now) this.#kept.delete(old)
    const answer = read()
    // Until it is there, it is shared without a limit; the time for which it is kept begins when it is.
    this.#kept.set(key, { until: Number.POSITIVE_INFINITY, answer })
    const end = (until: number) => {
      if (this.#kept.get(key)?.answer === answer) this.#kept.set(key, { until, answer })
    }
    answer.then(
      () => end(this.#now() + keptMs),
      () => end(0),
    )
    return answer
  }

  /** Something was changed: whatever was read before may be wrong. */
  clear(): void {
    this.#kept.clear()
  }
}
