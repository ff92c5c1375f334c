import { DeferredError } from '../errors.ts'

/** Bounds the sum of what is in memory at a time, for work whose size is known before it begins. */
export interface ByteBudget {
  /**
   * Does the work as soon as so many bytes are free, in the order of the calls. Work that is larger than the whole budget runs alone.
   * @param signal ends the wait, not the work.
   * @throws {DeferredError} `MEMORY_TAKEN` when the signal came first, and what the work throws.
   */
  within<Result>(bytes: number, signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result>
}

interface Waiting {
  readonly bytes: number
  readonly begin: () => void
}

export function byteBudget(mostBytes: number): ByteBudget {
  let free = mostBytes
  const queue: Waiting[] = []

  /** Strictly in turn: small work that overtakes could let large work wait for ever. */
  function admit(): void {
    for (let first = queue[0]; first && first.bytes <= free; first = queue[0]) {
      queue.shift()
      free -= first.bytes
      first.begin()
    }
  }

  function turn(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(new DeferredError('MEMORY_TAKEN', 'Other large events took the memory until the time was over.'))
        admit()
      }
      const begin = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const waiting = { bytes, begin }
      queue.push(waiting)
      if (signal?.aborted) giveUp()
      else signal?.addEventListener('abort', giveUp, { once: true })
      admit()
    })
  }

  return {
    async within(wanted, signal, work) {
      const bytes = Math.min(wanted, mostBytes)
      await turn(bytes, signal)
      try {
        return await work()
      } finally {
        free += bytes
        admit()
      }
    },
  }
}
