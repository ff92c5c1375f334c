import type { LogLine, LogQuery } from './read-logs.ts'

/** Lines become visible a little after they were written, not always in order. */
const LATE_MS = 15_000
const PAUSE_MS = 1_000

export interface Following {
  readonly read: (query: LogQuery) => Promise<LogLine[]>
  readonly pattern: string
  /** Epoch milliseconds */
  readonly from: number
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Yields new lines, each once, until it is stopped. Each read goes back a little, to find lines that became visible late. */
export async function* followLogs({ read, pattern, from, now, pause, signal }: Following): AsyncGenerator<LogLine[]> {
  let seen = new Map<string, number>()
  let start = from
  while (!signal.aborted) {
    const began = now()
    const lines = await read({ pattern, from: start })
    const fresh = lines.filter(({ id }) => !seen.has(id))
    for (const { id, at } of fresh) seen.set(id, at)
    if (fresh.length > 0) yield fresh
    start = Math.max(from, began - LATE_MS)
    // Ids of older lines can be forgotten, because no later read goes back that far.
    seen = new Map([...seen].filter(([, at]) => at >= start))
    await pause(PAUSE_MS)
  }
}
