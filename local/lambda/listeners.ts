/** Those who want to be told of something. */
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
      for (const listener of listeners) listener(...what)
    },
  }
}
