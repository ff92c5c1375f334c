import type { StreamKind } from '../aggregate/aggregate.ts'
import type { EventStore } from './event-store.ts'

/** Whether nothing has happened yet, strongly consistent, in one read: cheaper than a load where that is all one asks. */
export const isNewStream = async (
  eventStore: EventStore,
  kind: StreamKind,
  id: string,
  signal?: AbortSignal,
): Promise<boolean> => (await eventStore.first(kind, id, signal)) === undefined
