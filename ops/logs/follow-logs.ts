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

/** Lines as they come, each once, until it is told to stop. Looks back a little each time for those that come late. */
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
    // What is older cannot come again.
    seen = new Map([...seen].filter(([, at]) => at >= start))
    await pause(PAUSE_MS)
  }
}
