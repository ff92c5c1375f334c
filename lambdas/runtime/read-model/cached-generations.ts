import { type Clock, isWithin } from '../system/clock.ts'
import type { Generations, GenerationsStore } from './generations.ts'

/**
 * The time for which a consumer may go on with the generations it has read, milliseconds. A rebuild waits longer than this between
 * adding a generation and reading the first event:
 *
 *     consumer   reads record ──── at most this ────► handles event e, writes to the generations it knows
 *     rebuild             adds generation ── waits longer ──► reads the event table
 *
 * Either the consumer knew of the new generation and wrote e to it, or e was stored before the rebuild began to read.
 */
export const WRITERS_KNOW_MS = 5_000

/** The same time for a reader, milliseconds. After a switch it shows the previous generation for so long; consumers keep both up to date. */
export const READERS_KNOW_MS = 1_000

/**
 * One read of the record per instance and `knownMs`, however many events or requests it handles.
 * @param knownMs milliseconds.
 */
export function cachedGenerations(
  store: Pick<GenerationsStore, 'load'>,
  clock: Clock,
  knownMs: number,
): () => Promise<Generations> {
  let cached: { readonly readAt: number; readonly value: Promise<Generations> } | undefined
  return () => {
    const now = clock.now()
    const fresh = cached && isWithin(knownMs, cached.readAt, now)
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
