export interface RetryPolicy {
  /**
   * Failures until the message goes to the dead-letter queue, 1 to 100. Counted by the runtime, not by the queue: a
   * receive that only waited (deferred, in progress elsewhere, behind a failed one of its group) is no failure.
   */
  readonly maxAttempts: number
  /** Upper bound of the first delay, seconds; doubles with each attempt, with full jitter. */
  readonly firstDelaySeconds: number
  /** Cap of the delay, seconds, at most 43,200 (SQS's limit). */
  readonly maxDelaySeconds: number
}

/**
 * The retry presets, by the kind of system that a handler depends on: the longer that may be away, the longer they try.
 * Full jitter makes each wait half its bound on average, so a message is given up after about half of the longest time.
 * - `store`: nothing but DynamoDB. While that is away or throttles, messages are deferred and spend no attempt, so what
 *   fails beyond it is most likely a mistake in the code: six attempts within 31 seconds, then a person looks.
 * - `downstream`: another service, of AWS or not, which may be away for hours: forty attempts within seven and a half
 *   hours, about four hours on average, as long as the queue itself bears with an outage.
 */
export type RetryPreset = 'store' | 'downstream'

export const retryPresets: Readonly<Record<RetryPreset, RetryPolicy>> = {
  store: { maxAttempts: 6, firstDelaySeconds: 1, maxDelaySeconds: 900 },
  downstream: { maxAttempts: 40, firstDelaySeconds: 1, maxDelaySeconds: 900 },
}

/** A preset by its name, or differences from `store`. @throws {Error} for a name that is no preset. */
export function retryPolicyOf(retry: RetryPreset | Partial<RetryPolicy> = 'store'): RetryPolicy {
  if (typeof retry !== 'string') return { ...retryPresets.store, ...retry }
  if (Object.hasOwn(retryPresets, retry)) return retryPresets[retry]
  throw new Error(`retry is "${retry}", allowed are ${Object.keys(retryPresets).join(', ')}, or figures of your own.`)
}

/** The preset that has exactly these figures, if any. */
export const presetOf = (policy: RetryPolicy): RetryPreset | undefined =>
  (Object.keys(retryPresets) as RetryPreset[]).find((name) =>
    (Object.keys(policy) as (keyof RetryPolicy)[]).every((figure) => retryPresets[name][figure] === policy[figure]),
  )
