import type { IdempotencyWay } from '../idempotency/way.ts'
import type { Clock } from '../system/clock.ts'

/**
 * Remembers in this process what has been processed, for as long as a deployed consumer does; staged writes go nowhere.
 * Enough until events are stored, or where handlers work on the monolith's own database.
 */
export function memoryWay(clock: Clock, ttlSeconds: number): IdempotencyWay {
  /** Until when each key counts, epoch milliseconds; the oldest first, because each is put at the end. */
  const processed = new Map<string, number>()

  function forgetExpired(): void {
    for (const [key, expiresAt] of processed) {
      if (expiresAt >= clock.now()) return
      processed.delete(key)
    }
  }

  return {
    process: async ({ key, handle }) => {
      forgetExpired()
      if (processed.has(key)) return 'duplicate'
      // Claimed before the handler runs: two copies at once have one effect.
      processed.set(key, clock.now() + ttlSeconds * 1000)
      try {
        await handle()
        return 'processed'
      } catch (error) {
        processed.delete(key)
        throw error
      }
    },
  }
}
