import { fullJitter } from '../../runtime/retry/backoff.ts'
import type { Clock } from '../../runtime/system/clock.ts'
import type { Random } from '../../runtime/system/random.ts'
import { pause, type Timers } from '../../runtime/system/timers.ts'
import { leavesTimeForCall, type Results, sendOnce } from './send-calls.ts'
import type { Taken } from './taken.ts'
import type { Entry, Refusal, Target } from './target.ts'

export interface PublishEnvironment {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  /** The deliveries of this instance of the function so far. */
  readonly taken?: Taken
  readonly log?: (line: Readonly<Record<string, unknown>>) => void
}

export interface Published {
  /** Refused for good, by sequence number. */
  readonly refused: ReadonlyMap<string, Refusal>
  /** Entries that the target did not take before the deadline, by sequence number, with the last reason. */
  readonly failed: ReadonlyMap<string, Refusal>
}

/** Throttling passes within a second or so; a short first wait costs nothing when it was a hiccup. */
const retryDelay = { firstMs: 50, maxMs: 2000 }

/**
 * Sends everything, and again what was not taken, until the deadline. Within a group nothing is sent before what stands
 * before it was taken (or refused for good), so nothing overtakes a failure.
 * @param deadline epoch milliseconds by which the last call is over, answered or not.
 */
export async function publish<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
  deadline: number,
  environment: PublishEnvironment,
): Promise<Published> {
  const { clock, timers, random, taken } = environment
  const refused = new Map<string, Refusal>()
  const reasons = new Map<string, Refusal>()
  let waiting = entries.filter((entry) => !taken?.has(target.name, entry))
  for (let failures = 0; waiting.length > 0; ) {
    const next = firstOfEachGroup(waiting)
    const results = await sendOnce(target, next, deadline, environment)
    for (const entry of next) {
      const { sequenceNumber: number } = entry
      if (!results.has(number)) continue
      const refusal = results.get(number)
      if (!refusal) taken?.add(target.name, entry)
      else if (refusal.isPermanent) refused.set(number, refusal)
      else reasons.set(number, refusal)
    }
    waiting = withoutSettled(waiting, results)
    const hasFailed = [...results.values()].some((refusal) => refusal && !refusal.isPermanent)
    const delay = hasFailed ? fullJitter(retryDelay, failures++, random) : 0
    const isOver = results.size < next.length || !leavesTimeForCall(clock, deadline - delay)
    if (isOver) return { refused, failed: withReasons(waiting, reasons) }
    if (hasFailed) await pause(timers, delay)
  }
  return { refused, failed: new Map() }
}

const withoutSettled = <Message>(waiting: readonly Entry<Message>[], results: Results): Entry<Message>[] =>
  waiting.filter(({ sequenceNumber: number }) => {
    const refusal = results.get(number)
    return !results.has(number) || (refusal !== undefined && !refusal.isPermanent)
  })

const withReasons = (waiting: readonly Entry<unknown>[], reasons: ReadonlyMap<string, Refusal>): Map<string, Refusal> =>
  new Map(waiting.map(({ sequenceNumber: number }) => [number, reasons.get(number) ?? notReached]))

/** The reason of an entry that was never tried, because the deadline came first. */
export const notReached: Refusal = {
  code: 'NotReached',
  message: 'One before it was not taken, or there was no time left.',
  isPermanent: false,
}

function firstOfEachGroup<Message>(waiting: readonly Entry<Message>[]): Entry<Message>[] {
  const seen = new Set<string>()
  return waiting.filter(({ group }) => {
    if (group === undefined) return true
    const isFirst = !seen.has(group)
    seen.add(group)
    return isFirst
  })
}
