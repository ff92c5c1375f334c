import type { EventEnvelope } from '../../../events/envelope.ts'
import { checkOut } from '../claims/check-out.ts'
import type { ClaimStore } from '../claims/claim-store.ts'
import { lazyClaims } from '../claims/lazy-claims.ts'
import type { Message } from '../messages/message.ts'

/**
 * The message of a large event, whole. @throws what {@link ClaimStore.get} throws, and a {@link ContractError} for data that
 * is not of its schema.
 */
export async function withItsData(
  claims: ClaimStore = lazyClaims,
  { complete, ...message }: Message,
  signal: AbortSignal,
): Promise<Message> {
  if (!complete) return message
  const { data } = await checkOut(message.payload as EventEnvelope, claims, signal)
  return { ...message, payload: complete(data) }
}
