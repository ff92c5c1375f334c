import { setTimeout as delay } from 'node:timers/promises'

export interface Patience {
  /** Milliseconds; generous, since only a failing test waits that long. */
  readonly timeoutMs?: number
  /** Milliseconds until it asks for the second time, default 50; grows slowly, and never shorter than asking itself takes. */
  readonly intervalMs?: number
}

/**
 * Longer than what a consumer holds back comes back after: a visibility timeout of a minute for what a function dropped, up to
 * five minutes between two tries while nearly everything fails. A machine that is busy makes such waits out of short ones.
 */
const PATIENCE_MS = 360_000

const MAX_INTERVAL_MS = 1_000

/** CloudWatch is minutes behind, and an alarm looks once a minute at what is there then. */
export const METRIC_PATIENCE_MS = 420_000

/** For a test that waits for metrics or alarms. */
export const METRIC_TEST_TIMEOUT_MS = 800_000

/**
 * Asks again until there is an answer other than undefined, null or false.
 * @throws {Error} with the last answer or error when the time is over.
 */
export async function until<Result>(
  what: string,
  ask: () => Promise<Result | undefined | null | false>,
  { timeoutMs = PATIENCE_MS, intervalMs = 50 }: Patience = {},
): Promise<Result> {
  const deadline = performance.now() + timeoutMs
  let last: unknown
  for (let pause = intervalMs; performance.now() < deadline; pause = Math.min(MAX_INTERVAL_MS, pause * 1.1)) {
    const asked = performance.now()
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== null && answer !== false) return answer
      last = answer
    } catch (error) {
      last = error
    }
    // Thirty waits at once must not keep a busy machine from the work that they wait for.
    await delay(Math.max(pause, performance.now() - asked))
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; last: ${last instanceof Error ? last.stack : last}`)
}
