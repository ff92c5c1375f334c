import type { Item } from '../aws/item.ts'
import { numberOf } from './items.ts'

/**
 * For how long an instance takes it for true that nothing is held, milliseconds. One read per second and instance is what
 * the check costs a busy consumer; one read per batch an idle one.
 */
export const SUMMARY_CACHE_MS = 1000

/** How far the clocks of two functions may be apart, milliseconds. Lambda's are synchronized to well below this. */
export const CLOCK_SKEW_MS = 5000

/**
 * How long the message of a new head stays in its queue after somebody has seen that it is held, milliseconds. Its group is
 * blocked meanwhile, so whoever receives the next event of the aggregate asks later than that, and finds the hold.
 *
 *     instance 1   ──head dies──[hold]──seen──────── settles ────────deleted
 *     instance 2   ──nothing held, good for 1 s──►  │                        │──next event──asks: held──parked
 */
export const SETTLE_MS = SUMMARY_CACHE_MS + CLOCK_SKEW_MS

/**
 * Whether everything has to be looked up: something is held, or a person has decided about more events lately than the summary lists
 * ({@link file://./decided.ts}). Tools of an earlier version list none.
 */
export const needsLookUp = (summary: Item | undefined, now: number): boolean =>
  summary !== undefined &&
  (numberOf(summary, 'aggregates') > 0 ||
    (numberOf(summary, 'guard_until') * 1000 > now && !listsAllDecided(summary, now)))

/** Whether each event that a person has decided about lately is in the set of the summary. */
export const listsAllDecided = (summary: Item | undefined, now: number): boolean =>
  summary === undefined ||
  numberOf(summary, 'guard_until') * 1000 <= now ||
  summary.guard_until?.N === summary.listed_until?.N
