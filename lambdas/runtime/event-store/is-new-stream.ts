import type { StreamKind } from '../aggregate/aggregate.ts'
import type { StreamReader } from './event-store.ts'

/** Whether a stream has no event yet, strongly consistent, in one read: cheaper than loading the stream. */
export const isNewStream = async (
  eventStore: StreamReader,
  kind: StreamKind,
  id: string,
  signal?: AbortSignal,
): Promise<boolean> => (await eventStore.first(kind, id, signal)) === undefined
