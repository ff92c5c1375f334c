import type { Clock } from '../../runtime/system/clock.ts'
import type { Timers } from '../../runtime/system/timers.ts'
import { type Entry, type Refusal, refusalOfCall, type Target } from './target.ts'

/** By sequence number; `undefined` where it was taken; no entry where no call was made for lack of time. */
export type Results = ReadonlyMap<string, Refusal | undefined>

interface CallEnvironment {
  readonly clock: Clock
  readonly timers: Timers
}

const CALLS_AT_ONCE = 10
/** With less time than this, a call would more likely be cut off than answered. */
const SHORTEST_CALL_MS = 250
/** AWS answers within a fraction of this. A call that takes longer is better made again. */
const LONGEST_CALL_MS = 5000

export const leavesTimeForCall = ({ now }: Clock, deadline: number): boolean => deadline - now() >= SHORTEST_CALL_MS

/**
 * Sends each entry once, in as few calls as the target's limits allow. Every call is over by the deadline.
 * @param deadline epoch milliseconds.
 */
export async function sendOnce<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
  deadline: number,
  environment: CallEnvironment,
): Promise<Results> {
  const results = new Map<string, Refusal | undefined>()
  const send = (call: readonly Entry<Message>[]) => sendCall(target, call, deadline, environment)
  const calls = callsOf(target, entries)
  for (let start = 0; start < calls.length; start += CALLS_AT_ONCE) {
    if (!leavesTimeForCall(environment.clock, deadline)) break
    const sent = await Promise.all(calls.slice(start, start + CALLS_AT_ONCE).map(send))
    for (const [number, refusal] of sent.flat()) results.set(number, refusal)
  }
  return results
}

type Sent = (readonly [string, Refusal | undefined])[]

async function sendCall<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
  deadline: number,
  environment: CallEnvironment,
): Promise<Sent> {
  const [first] = entries
  if (first && first.bytes > target.maxBytes) {
    const message = `It has ${first.bytes} bytes; ${target.name} takes ${target.maxBytes}.`
    return [[first.sequenceNumber, { code: 'TooLarge', message, isPermanent: true }]]
  }
  try {
    const milliseconds = Math.min(LONGEST_CALL_MS, deadline - environment.clock.now())
    const send = (signal: AbortSignal) =>
      target.send(
        entries.map(({ message }) => message),
        signal,
      )
    const results = await within(environment.timers, milliseconds, send)
    return entries.map(({ sequenceNumber }, index) => [sequenceNumber, results[index]])
  } catch (error) {
    const refusal = refusalOfCall(error)
    // A call that is refused for its content is refused for one of its entries: only alone does each show whether it is that.
    if (refusal.isPermanent && entries.length > 1) return sendAlone(target, entries, deadline, environment)
    return entries.map(({ sequenceNumber }) => [sequenceNumber, refusal])
  }
}

async function sendAlone<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
  deadline: number,
  environment: CallEnvironment,
): Promise<Sent> {
  const sent: Sent = []
  for (const entry of entries) {
    if (!leavesTimeForCall(environment.clock, deadline)) break
    sent.push(...(await sendCall(target, [entry], deadline, environment)))
  }
  return sent
}

/** Ends a call that does not answer in time, even one that does not heed its signal. */
export async function within<Result>(
  timers: Timers,
  milliseconds: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController()
  const { promise: isOver, reject } = Promise.withResolvers<never>()
  const cancel = timers.after(milliseconds, () => {
    const error = Object.assign(new Error(`No answer within ${milliseconds} ms.`), { name: 'CallTimeout' })
    reject(error)
    abort.abort(error)
  })
  try {
    return await Promise.race([call(abort.signal), isOver])
  } finally {
    cancel()
  }
}

/** As few calls as the target's limits allow; what is too large by itself is alone in its call. */
function callsOf<Message>(
  { maxEntries, maxBytes }: Target<Message>,
  entries: readonly Entry<Message>[],
): Entry<Message>[][] {
  const calls: Entry<Message>[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const call = calls.at(-1)
    if (call && call.length < maxEntries && bytes + entry.bytes <= maxBytes) {
      call.push(entry)
      bytes += entry.bytes
    } else {
      calls.push([entry])
      bytes = entry.bytes
    }
  }
  return calls
}
