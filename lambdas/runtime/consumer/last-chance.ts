import { derivedLimits } from '../declarations/derived-limits.ts'
import type { Delivery } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'

/**
 * Whether the queue itself would take the message away before it comes back: by its redrive limit, or by forgetting it.
 * @param delaySeconds until it comes back.
 */
export function isLastChance(
  { declaration, clock }: Pick<Invocation, 'declaration' | 'clock'>,
  delivery: Delivery,
  delaySeconds: number,
): boolean {
  const { maxReceiveCount, retentionSeconds, visibilityTimeoutSeconds } = derivedLimits(declaration)
  if (delivery.receiveCount >= maxReceiveCount - 1) return true
  if (delivery.sentAt === 0) return false
  const forgottenAt = delivery.sentAt + retentionSeconds * 1000
  const backAt = clock.now() + (delaySeconds + visibilityTimeoutSeconds) * 1000
  return backAt >= forgottenAt
}
