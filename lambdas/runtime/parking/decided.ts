import { createHash } from 'node:crypto'
import type { Item } from '../aws/item.ts'

/** Set of the summary: which events a person has skipped or replaced lately, each with the time until which copies of it may come. */
export const DECIDED = 'decided'

/**
 * This many fit into the 4 KB of one read unit, with everything else that the summary says. Beyond that every event is looked up, as
 * long as `guard_until` says.
 */
export const MOST_DECIDED = 200

const HOUR_MS = 3_600_000

/** Short, because all of them are read with every look. Two keys that share one cost a read in vain, and nothing else. */
const digestOf = (idempotencyKey: string): string =>
  createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 8)

/** @param until epoch milliseconds; kept to the next full hour. */
export const decidedEntry = (idempotencyKey: string, until: number): string =>
  `${digestOf(idempotencyKey)}@${Math.ceil(until / HOUR_MS)}`

/** The entries of the set, and those of them whose time is over. */
export function decidedEntries(summary: Item | undefined, now: number): { all: string[]; over: string[] } {
  const all = summary?.[DECIDED]?.SS ?? []
  return { all, over: all.filter((entry) => Number(entry.slice(entry.indexOf('@') + 1)) * HOUR_MS <= now) }
}

/** Whether an event may be one that a person has decided about: only its marker tells. Nothing where nobody has decided. */
export function mayBeDecided(
  summary: Item | undefined,
  now: number,
): ((idempotencyKey: string) => boolean) | undefined {
  const { all, over } = decidedEntries(summary, now)
  if (all.length === over.length) return undefined
  const gone = new Set(over)
  const digests = new Set(all.filter((entry) => !gone.has(entry)).map((entry) => entry.slice(0, entry.indexOf('@'))))
  return (key) => digests.has(digestOf(key))
}
