import type { Item } from './items.ts'
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

/** Whether anything is held, or was decided so lately that copies of it may still come by the queue. */
export const isQuiet = (summary: Item | undefined, now: number): boolean =>
  !summary || (numberOf(summary, 'aggregates') <= 0 && numberOf(summary, 'guard_until') * 1000 <= now)
