import type { EventStore } from './event-store.ts'

/** Stands in where there is no event store. @param missing throws an error that says what to declare; called at each use. */
export const absentEventStore = (missing: () => unknown): EventStore =>
  new Proxy({} as EventStore, { get: () => missing })
