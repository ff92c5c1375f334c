import { setTimeout as delay } from 'node:timers/promises'

export interface Patience {
  /** Milliseconds; generous, since only a failing test waits that long. */
  readonly timeoutMs?: number
  readonly intervalMs?: number
}

/**
 * Asks again until there is an answer other than undefined, null or false.
 * @throws {Error} with the last answer or error when the time is over.
 */
export async function until<Result>(
  what: string,
  ask: () => Promise<Result | undefined | null | false>,
  { timeoutMs = 30_000, intervalMs = 50 }: Patience = {},
): Promise<Result> {
  const deadline = performance.now() + timeoutMs
  let last: unknown
  while (performance.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== null && answer !== false) return answer
      last = answer
    } catch (error) {
      last = error
    }
    await delay(intervalMs)
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; last: ${last instanceof Error ? last.stack : last}`)
}
