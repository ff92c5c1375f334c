import { ConflictError } from '../errors.ts'
import type { Random } from '../system/random.ts'
import { pause, type Timers } from '../system/timers.ts'
import { fullJitter } from './backoff.ts'

/** The writer that won the conflict has finished: a short random wait is enough for the others not to collide again. */
const delay = { firstMs: 5, maxMs: 100 }

export const DEFAULT_ATTEMPTS = 5

/**
 * Runs `attempt` again while another writer was first, after a short jittered wait.
 * @param attempts at most so many in all.
 * @throws {ConflictError} of the last attempt.
 */
export async function retryOnConflict<Result>(
  attempt: () => Promise<Result>,
  environment: { readonly timers: Timers; readonly random: Random },
  attempts = DEFAULT_ATTEMPTS,
): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ConflictError) || count >= attempts) throw error
      await pause(environment.timers, fullJitter(delay, count - 1, environment.random))
    }
  }
}
