import { READERS_KNOW_MS, WRITERS_KNOW_MS } from '../../lambdas/runtime/read-model/cached-generations.ts'
import { services } from '../../lib/services.ts'

/** For clocks that differ, and for the answer of a write that is under way when a function ends. */
const MARGIN_MS = 5_000

/**
 * Milliseconds after which no function uses a generation that nobody is told of any more: what its consumer or a reader has cached is that
 * old at most, and an invocation that began with it has ended.
 */
export function drainMsOf(
  readModel: string,
  consumers = services.flatMap((service) => service.consumers ?? []),
): number {
  const longest = consumers.find(({ name }) => name === readModel)?.timeoutSeconds ?? 0
  return Math.max(READERS_KNOW_MS, WRITERS_KNOW_MS) + longest * 1000 + MARGIN_MS
}
