import type { StreamReader } from './event-store.ts'

/**
 * An event store whose code is loaded with the first read: most consumers never read it, and cold starts go without it.
 * @param load called once.
 */
export function lazyEventStore(load: () => Promise<StreamReader>): StreamReader {
  let loading: Promise<StreamReader> | undefined
  const loaded = (): Promise<StreamReader> => {
    loading ??= load()
    return loading
  }
  return {
    load: async (...query) => (await loaded()).load(...query),
    first: async (...query) => (await loaded()).first(...query),
    async *read(...query) {
      yield* (await loaded()).read(...query)
    },
  }
}
