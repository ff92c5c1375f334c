import type { StreamKind } from '../aggregate/aggregate.ts'
import type { EventStore } from './event-store.ts'

/** Whether nothing has happened yet, strongly consistent, in one read: cheaper than a load where that is all one asks. */
export async function isNewStream(eventStore: EventStore, kind: StreamKind, id: string): Promise<boolean> {
  for await (const _ of eventStore.read(kind, id, { limit: 1 })) return false
  return true
}
