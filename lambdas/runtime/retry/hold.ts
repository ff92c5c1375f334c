import type { DerivedLimits } from '../declarations/derived-limits.ts'

/** SQS's own limit counts from the receive: 12 hours, less the time that an invocation takes at most. */
const MOST_SECONDS = 43_200 - 900

/**
 * The wait of a message whose consumer is held. It comes back soon as long as it has half of its receives; then the rest of them is
 * spread over the time that the queue still keeps it. So it is lost by neither: not to the queue's redrive limit after four
 * hours, as a message that is deferred for other reasons.
 * @param wantedSeconds until it is worth looking again.
 */
export function holdSeconds(
  { maxReceiveCount, retentionSeconds, visibilityTimeoutSeconds }: DerivedLimits,
  { receiveCount, sentAt }: { readonly receiveCount: number; readonly sentAt: number },
  wantedSeconds: number,
  now: number,
): number {
  if (sentAt === 0) return Math.min(MOST_SECONDS, wantedSeconds)
  const keptSeconds = (sentAt - now) / 1000 + retentionSeconds - 2 * visibilityTimeoutSeconds
  const receivesLeft = maxReceiveCount - 2 - receiveCount
  // Or as few are left as the longest waits take, where a long timeout grants only few receives.
  const isShort = receiveCount > maxReceiveCount / 2 || keptSeconds > (receivesLeft - 1) * MOST_SECONDS
  const spread = isShort ? keptSeconds / Math.max(1, receivesLeft) : 0
  const seconds = Math.min(MOST_SECONDS, Math.max(wantedSeconds, spread))
  // The last look is just before the queue forgets it.
  return Math.ceil(keptSeconds > 0 ? Math.min(seconds, keptSeconds) : seconds)
}
