import { setTimeout as delay } from 'node:timers/promises'

/** Looking costs calls: the more there is to do, the rarer it is worth it. */
const LEAST_PAUSE_MS = 200
const MOST_PAUSE_MS = 2_000
const PAUSE_MS_PER_MESSAGE = 10

/** A relay that holds events between two queues ends an invocation more often than that. */
const QUIET_MS = 300

/** Nothing has moved for so long that it never will. Longer than the longest delay of a retry under these faults. */
const STALLED_MS = 120_000

/**
 * A message that waits for something that is away waits ever longer, and may have begun its last wait just before that came back.
 * Each wait is at most three times as long as the one before (`DEFERRAL_GROWTH`) and at least half of its bound, so the
 * last one is shorter than four times all those before it, which filled the outage.
 */
const LAST_WAIT_OF_OUTAGE = 4

export interface Resting {
  /** Messages in queues. */
  readonly backlog: () => Promise<number>
  /** Milliseconds since anything was done. */
  readonly quietMs: () => number
}

/** Whether the queues are empty and nothing goes on. */
export const isAtRest = async ({ backlog, quietMs }: Resting): Promise<boolean> =>
  (await backlog()) === 0 && quietMs() > QUIET_MS

export interface Settling<World> extends Resting {
  /** Costs a reading of everything that is stored, so it is called only when all seems done. */
  readonly read: () => Promise<World>
  /** The work that is still awaited, in words. */
  readonly awaited: (world: World) => readonly string[]
  readonly report: (text: string) => void
  readonly timeoutSeconds: number
  /** Default 0: nothing was away. */
  readonly longestOutageMs?: number
}

export interface Settled<World> {
  readonly world: World
  /** The work that was still awaited when it stalled or the time was over; empty when all has settled. */
  readonly unsettled: readonly string[]
}

/** Waits until the queues are empty, nothing goes on, and nothing is awaited any more. */
export async function untilSettled<World>(settling: Settling<World>): Promise<Settled<World>> {
  const { backlog, quietMs, read, awaited, report, timeoutSeconds, longestOutageMs = 0 } = settling
  const stalledMs = STALLED_MS + LAST_WAIT_OF_OUTAGE * longestOutageMs
  const deadline = performance.now() + timeoutSeconds * 1_000
  for (;;) {
    const messages = await backlog()
    const isOver = performance.now() > deadline || quietMs() > stalledMs
    report(`settling: ${messages} messages in queues`)
    if (isOver || (messages === 0 && quietMs() > QUIET_MS)) {
      const world = await read()
      const open = awaited(world)
      if (isOver && messages > 0) return { world, unsettled: [...open, `${messages} messages are still in the queues`] }
      if (isOver || open.length === 0) return { world, unsettled: open }
      report(`settling: ${open.length} awaited`)
    }
    await delay(Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, messages * PAUSE_MS_PER_MESSAGE)))
  }
}
