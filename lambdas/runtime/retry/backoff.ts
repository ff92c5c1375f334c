import type { Random } from '../system/random.ts'

/**
 * Full jitter: anywhere between nothing and a bound that doubles with each attempt, so that many who failed together
 * do not come back together.
 * @param attempt from 0.
 */
export const fullJitter = (
  delay: { readonly firstMilliseconds: number; readonly maxMilliseconds: number },
  attempt: number,
  random: Random,
): number => Math.floor(random() * Math.min(delay.maxMilliseconds, delay.firstMilliseconds * 2 ** attempt))
