import type { RetryPolicy } from '../declarations/consumer.ts'
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

/** Upper bound of the wait after so many failures, seconds. */
export const delayBoundSeconds = ({ firstDelaySeconds, maxDelaySeconds }: RetryPolicy, failures: number): number =>
  Math.min(maxDelaySeconds, firstDelaySeconds * 2 ** (failures - 1))

/** The wait after so many failures, whole seconds as SQS wants them. */
export const retryDelaySeconds = (policy: RetryPolicy, failures: number, random: Random): number =>
  Math.round(random() * delayBoundSeconds(policy, failures))
