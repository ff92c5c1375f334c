import type { Aggregate } from '../aggregate/aggregate.ts'
import { streamKey } from './event-item.ts'
import type { EventStorage } from './event-storage.ts'
import type { EventStore, Loaded } from './event-store.ts'
import { fold, readStream } from './load.ts'
import { upcast } from './upcast.ts'

export interface EventStoreOptions {
  /** Whether due snapshots are written. Default true; false where the function may only read. */
  readonly writesSnapshots?: boolean
  /** Told when a snapshot could not be written; the next load of that stream tries again. */
  readonly onSnapshotFailed?: (error: unknown, stream: string) => void
}

export function createEventStore(storage: EventStorage, options: EventStoreOptions = {}): EventStore {
  const { writesSnapshots = true, onSnapshotFailed } = options
  const pending = new Map<string, Promise<void>>()

  /**
   * Writes a snapshot of a state that was loaded, so it never holds an event that is not committed. The caller goes on deciding
   * meanwhile and does not wait for it.
   */
  function keepSnapshot<State>(aggregate: Aggregate<State, never>, id: string, loaded: Loaded<State>): void {
    const stream = streamKey(aggregate.type, id)
    if (pending.has(stream) || loaded.latest === undefined) return
    const { state, sequence, latest } = loaded
    const written = storage
      .writeSnapshot({ stream, stateVersion: aggregate.stateVersion, sequence, latest, state })
      .catch((error: unknown) => onSnapshotFailed?.(error, stream))
      .finally(() => pending.delete(stream))
    pending.set(stream, written)
  }

  return {
    async load(aggregate, id, loadOptions = {}) {
      const { eventsRead, ...loaded } = await fold(storage, aggregate, id, loadOptions)
      const isDue = eventsRead >= aggregate.snapshotEvery && loadOptions.until === undefined
      if (isDue && writesSnapshots) keepSnapshot(aggregate, id, loaded)
      return loaded
    },
    async first(kind, id, signal) {
      const event = await storage.readEvent(streamKey(kind.type, id), 1, signal)
      return event && upcast(kind, event)
    },
    read: (kind, id, readOptions = {}) => readStream(storage, kind, id, readOptions),
    // Loaded on demand: operators' tools read by time, functions do not.
    async *readByTime(range) {
      const { mergeByTime } = await import('./merge-by-time.ts')
      yield* mergeByTime(storage, range)
    },
    async readSegment(read) {
      const { events, cursor } = await storage.readSegment(read)
      return { events, ...(cursor !== undefined && { cursor }) }
    },
    settled: async () => {
      await Promise.all(pending.values())
    },
  }
}
