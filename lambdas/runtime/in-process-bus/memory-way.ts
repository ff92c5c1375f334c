import type { IdempotencyWay } from '../idempotency/way.ts'

/**
 * Remembers in this process what has been processed; staged writes go nowhere. Enough until events are stored, or where
 * handlers work on the monolith's own database.
 */
export function memoryWay(): IdempotencyWay {
  const processed = new Set<string>()
  return {
    process: async ({ key, handle }) => {
      if (processed.has(key)) return 'duplicate'
      // Claimed before the handler runs: two copies at once have one effect.
      processed.add(key)
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
