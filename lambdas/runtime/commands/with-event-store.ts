import type { MessageContext } from '../consumer/handlers.ts'
import type { EventStore } from '../event-store/event-store.ts'

/** What deciding about a stream needs within a consumer's handler. */
export interface StoreContext extends Pick<MessageContext, 'effects' | 'clock' | 'signal' | 'wasOvertaken'> {
  readonly eventStore: EventStore
}

/** Picks each by name: copying the whole context would ask for its logger, which is loaded only for those who log. */
export const withEventStore = (
  { effects, clock, signal, wasOvertaken }: MessageContext,
  eventStore: EventStore,
): StoreContext => ({ effects, clock, signal, wasOvertaken, eventStore })
