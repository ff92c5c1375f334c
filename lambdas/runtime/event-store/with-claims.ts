import { checkOut } from '../claims/check-out.ts'
import type { ClaimStore } from '../claims/claim-store.ts'
import type { EventPage, EventStorage } from './event-storage.ts'

/** The same storage; events whose data stands elsewhere are read with it. */
export function withClaims(storage: EventStorage, claims: ClaimStore): EventStorage {
  const whole = async (page: EventPage): Promise<EventPage> =>
    page.events.some(({ data_ref }) => data_ref)
      ? { ...page, events: await Promise.all(page.events.map((event) => checkOut(event, claims))) }
      : page
  return {
    ...storage,
    readStream: async (...query) => whole(await storage.readStream(...query)),
    readEvent: async (stream, sequence, signal) => {
      const event = await storage.readEvent(stream, sequence, signal)
      return event && checkOut(event, claims, signal)
    },
    readTime: async (query) => whole(await storage.readTime(query)),
    readSegment: async (query) => whole(await storage.readSegment(query)),
  }
}
