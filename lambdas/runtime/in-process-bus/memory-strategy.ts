import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { derivedLimits } from '../declarations/derived-limits.ts'
import { saysRepeated } from '../idempotency/says-repeated.ts'
import { Steps } from '../idempotency/steps.ts'
import type { IdempotencyStrategy } from '../idempotency/strategy.ts'
import type { Clock } from '../system/clock.ts'

interface Memory {
  /** Until when it counts, epoch milliseconds. */
  readonly expiresAt: number
  readonly steps: Steps
  /** In progress or processed; otherwise it has failed, and only what it has done outside is remembered. */
  isTaken: boolean
}

/**
 * Remembers in this process what has been processed, for as long as a deployed consumer does; staged writes go nowhere.
 * Enough until events are stored, or where handlers work on the monolith's own database.
 */
export function memoryStrategy(clock: Clock, declaration: ConsumerDeclaration): IdempotencyStrategy {
  const ttlMs = derivedLimits(declaration).dedupTtlSeconds * 1000
  /** The oldest first, because each is put at the end. */
  const memories = new Map<string, Memory>()

  function forgetExpired(): void {
    for (const [key, { expiresAt }] of memories) {
      if (expiresAt >= clock.now()) return
      memories.delete(key)
    }
  }

  return {
    process: async ({ key, handle }) => {
      forgetExpired()
      const before = memories.get(key)
      if (before?.isTaken) return 'duplicate'
      const steps = before?.steps ?? new Steps()
      const memory = { expiresAt: clock.now() + ttlMs, steps, isTaken: true }
      memories.delete(key)
      // Claimed before the handler runs: two copies at once have one effect.
      memories.set(key, memory)
      try {
        const effects = await handle(declaration.idempotency === 'lease' ? { step: steps.run } : undefined)
        return saysRepeated(declaration.idempotency, effects) ? 'duplicate' : 'processed'
      } catch (error) {
        memory.isTaken = false
        if (steps.toRecord() === undefined) memories.delete(key)
        throw error
      }
    },
  }
}
