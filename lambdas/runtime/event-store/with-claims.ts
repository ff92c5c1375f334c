import { checkOut } from '../claim-check/check-out.ts'
import type { ClaimStore } from '../claim-check/claim-store.ts'
import { fitting } from '../claim-check/page-of-data.ts'
import type { EventPage, EventStorage } from './event-storage.ts'

/**
 * The same storage; events whose data stands elsewhere are read with it. A page ends early where the data of its events would be
 * more than `MAX_PAGE_BYTES`, so that reading a stream or the whole table needs no more memory than reading one large event.
 */
export function withClaims(storage: EventStorage, claims: ClaimStore): EventStorage {
  const whole = async (page: EventPage): Promise<EventPage> =>
    page.events.some(({ data_ref }) => data_ref)
      ? { ...page, events: await Promise.all(page.events.map((event) => checkOut(event, claims))) }
      : page
  return {
    ...storage,
    readStream: async (...query) => whole(cut(await storage.readStream(...query))),
    readEvent: async (stream, sequence, signal) => {
      const event = await storage.readEvent(stream, sequence, signal)
      return event && checkOut(event, claims, signal)
    },
    readTime: async (query) => {
      const page = await storage.readTime(query)
      const kept = cut(page)
      const cursor = kept.events.at(-1)?.event_id
      return whole(kept === page || cursor === undefined ? page : { ...kept, cursor })
    },
    readSegment: async (query) => {
      let page = await storage.readSegment(query)
      // The page is read again with the smaller limit, because only the storage can make the cursor for it.
      for (let fits = fitting(page.events); fits < page.events.length; fits = fitting(page.events)) {
        page = await storage.readSegment({ ...query, limit: fits })
      }
      return whole(page)
    },
  }
}

function cut(page: EventPage): EventPage {
  const fits = fitting(page.events)
  return fits < page.events.length ? { ...page, events: page.events.slice(0, fits), more: true } : page
}
