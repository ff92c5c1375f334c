import { DEFERRAL_GROWTH } from '../declarations/derived-limits.ts'
import type { RetryPolicy } from '../declarations/retry.ts'
import type { Random } from '../system/random.ts'

/**
 * Full jitter: anywhere between nothing and a bound that doubles with each attempt, so that many who failed together
 * do not come back together.
 * @param attempt from 0.
 */
export const fullJitter = (
  delay: { readonly firstMs: number; readonly maxMs: number },
  attempt: number,
  random: Random,
): number => Math.floor(random() * Math.min(delay.maxMs, delay.firstMs * 2 ** attempt))

/** Upper bound of the wait after so many failures, seconds. */
export const delayBoundSeconds = ({ firstDelaySeconds, maxDelaySeconds }: RetryPolicy, failures: number): number =>
  Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (failures - 1))

/** The wait after so many failures, whole seconds as SQS wants them. */
export const retryDelaySeconds = (policy: RetryPolicy, failures: number, random: Random): number =>
  Math.round(random() * delayBoundSeconds(policy, failures))

/**
 * The wait of a deferred message that nobody can say a time for: between half of a bound and the whole of it, which
 * grows with each receive, so that what is only a moment late comes through at once, and an outage of hours does not use
 * up the receives that the queue grants.
 */
export function deferralSeconds(
  { maxDeferralSeconds }: { readonly maxDeferralSeconds: number },
  receives: number,
  random: Random,
): number {
  const bound = Math.min(maxDeferralSeconds, DEFERRAL_GROWTH ** Math.min(receives - 1, 20))
  return Math.ceil(bound * (0.5 + random() / 2))
}
