import type { EventEnvelope } from '../../../events/envelope.ts'
import { type ClaimStore, claimKey } from './claim-store.ts'

/** The event together with its data, which may be stored in the bucket. @throws what {@link ClaimStore.get} throws. */
export async function checkOut(event: EventEnvelope, claims: ClaimStore, signal?: AbortSignal): Promise<EventEnvelope> {
  const { data_ref, ...rest } = event
  if (!data_ref) return event
  const json = await claims.get(claimKey(event, data_ref), data_ref, signal)
  return { ...rest, data: JSON.parse(json) as Record<string, unknown> }
}
