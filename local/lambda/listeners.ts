/** A list of listeners. */
export interface Listeners<What extends unknown[]> {
  /** Returns how to end it. */
  add(listener: (...what: What) => void): () => void
  tell(...what: What): void
}

export function createListeners<What extends unknown[]>(): Listeners<What> {
  const listeners = new Set<(...what: What) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(...what) {
      for (const listener of listeners) {
        try {
          listener(...what)
        } catch (error) {
          // Listeners are called while messages of threads are read, where nobody catches an error: it would end the whole process.
          console.error(`A listener failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
        }
      }
    },
  }
}
