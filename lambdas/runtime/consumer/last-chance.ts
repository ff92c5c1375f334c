import { derivedLimits } from '../declarations/derived-limits.ts'
import type { Delivery } from '../messages/message.ts'
import type { Invocation } from './invocation.ts'

/**
 * Whether the message would never come back: because its receives are used up, so that the queue moves it to the dead-letter queue,
 * or because the queue's retention ends before.
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
