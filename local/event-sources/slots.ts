/** Counts the batches in flight and lets no more than `limit` begin. */
export interface Slots {
  /** Resolves when a slot is free and taken; false when `signal` aborted first. */
  take(signal: AbortSignal): Promise<boolean>
  release(): void
}

export function createSlots(limit: number): Slots {
  let free = limit
  const waiting: ((taken: boolean) => void)[] = []
  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(false)
      if (free > 0) {
        free -= 1
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const settle = (taken: boolean) => {
          signal.removeEventListener('abort', abort)
          resolve(taken)
        }
        const abort = () => {
          waiting.splice(waiting.indexOf(settle), 1)
          settle(false)
        }
        signal.addEventListener('abort', abort, { once: true })
        waiting.push(settle)
      })
    },
    release() {
      const next = waiting.shift()
      if (next) next(true)
      else free += 1
    },
  }
}
