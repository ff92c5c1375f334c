import type { Entry, Range } from '../storage/store.ts'

const KEEP_MS = 60_000

interface Change {
  at: number
  key: string
  before: string | undefined
}

/** The newest changes of index entries, so that a fault plan can have them read as they were some milliseconds ago. */
export class IndexHistory {
  #changes: Change[] = []

  record(at: number, key: string, before: string | undefined): void {
    this.#changes.push({ at, key, before })
    const first = this.#changes[0] as Change
    if (first.at < at - 2 * KEEP_MS) this.#changes = this.#changes.filter((change) => change.at >= at - KEEP_MS)
  }

  /** Entries that were different at the given time, with what they were then. */
  since(time: number, { gte, lt }: Range): Map<string, string | undefined> {
    const past = new Map<string, string | undefined>()
    for (const { at, key, before } of this.#changes) {
      if (at > time && key >= gte && key < lt && !past.has(key)) past.set(key, before)
    }
    return past
  }
}

/** A range of entries as it was, made from what it is now and what was different. */
export function asItWas(now: Entry[], past: Map<string, string | undefined>, { reverse, limit }: Range): Entry[] {
  const entries = now.filter(([key]) => !past.has(key))
  for (const [key, before] of past) if (before !== undefined) entries.push([key, before])
  entries.sort(([a], [b]) => (a < b === Boolean(reverse) ? 1 : -1))
  return limit === undefined ? entries : entries.slice(0, limit)
}
