import { type Clock, isWithin } from '../system/clock.ts'
import type { Generations, GenerationsStore } from './generations.ts'

/**
 * The time for which a consumer or reader may go on with the generations it has read. A rebuild waits longer than this between
 * adding a generation and reading the first event:
 *
 *     consumer   reads record ──── at most this ────► handles event e, writes to the generations it knows
 *     rebuild             adds generation ── waits longer ──► reads the event table
 *
 * Either the consumer knew of the new generation and wrote e to it, or e was stored before the rebuild began to read.
 */
export const GENERATIONS_CACHE_MS = 1_000

/** One read of the record per instance and second, however many events it handles. */
export function cachedGenerations(store: Pick<GenerationsStore, 'load'>, clock: Clock): () => Promise<Generations> {
  let cached: { readonly readAt: number; readonly value: Promise<Generations> } | undefined
  return () => {
    const now = clock.now()
    const fresh = cached && isWithin(GENERATIONS_CACHE_MS, cached.readAt, now)
    if (cached && fresh) return cached.value
    const value = store.load()
    const entry = { readAt: now, value }
    cached = entry
    // A failed read must not be remembered.
    value.catch(() => {
      if (cached === entry) cached = undefined
    })
    return value
  }
}
