import type { Clock } from '../system/clock.ts'
import { pause, type Timers } from '../system/timers.ts'

export interface Waiting {
  readonly clock: Clock
  readonly timers: Timers
  /** Ends the waiting early, as if the time were up. */
  readonly signal: AbortSignal
}

/** Milliseconds between two looks: often at first, because most replies are quick, then at most twice a second. */
const FIRST_LOOK = 50
const GROWTH = 1.4
const LONGEST = 500

/**
 * Looks for a reply until it is there or the time is up. A function instance cannot own a queue of its own, so replies go
 * to one queue, whose consumer keeps each under its correlation id for the one who waits.
 * @param find looks for the reply once; its errors are thrown on.
 * @returns nothing at the timeout.
 */
export async function awaitReply<Reply>(
  find: () => Promise<Reply | undefined>,
  timeoutMs: number,
  { clock, timers, signal }: Waiting,
): Promise<Reply | undefined> {
  const deadline = clock.now() + timeoutMs
  for (let wait = FIRST_LOOK; ; wait = Math.min(LONGEST, wait * GROWTH)) {
    const left = deadline - clock.now()
    if (left <= 0 || signal.aborted) return undefined
    await pause(timers, Math.min(wait, left))
    const reply = await find()
    if (reply !== undefined) return reply
  }
}
