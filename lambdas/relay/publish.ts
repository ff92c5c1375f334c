import { fullJitter } from '../runtime/retry/backoff.ts'
import type { Clock } from '../runtime/system/clock.ts'
import type { Random } from '../runtime/system/random.ts'
import { pause, type Timers } from '../runtime/system/timers.ts'

/** One message on its way to one target. */
export interface Entry<Message> {
  /** The stream record that it came from. */
  readonly sequenceNumber: string
  /** Messages of one group arrive in their order; `undefined`: in any. */
  readonly group: string | undefined
  /** As the target counts them. */
  readonly bytes: number
  readonly message: Message
}

export interface Refusal {
  readonly code: string
  readonly message: string
  /** No later attempt can differ. */
  readonly isPermanent: boolean
}

export interface Target<Message> {
  readonly name: string
  readonly maxEntries: number
  /** For one message as well as for all messages of one call. */
  readonly maxBytes: number
  /** @returns one result per message, in their order; nothing where it was taken. @throws when the call as a whole failed. */
  send(messages: readonly Message[]): Promise<readonly (Refusal | undefined)[]>
}

export interface PublishEnvironment {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
}

export interface Published {
  /** Refused for good, by sequence number. */
  readonly refused: ReadonlyMap<string, Refusal>
  /** Not taken before the deadline, by sequence number, with the last reason. */
  readonly failed: ReadonlyMap<string, Refusal>
}

/** Throttling passes within a second or so; a short first wait costs nothing when it was a hiccup. */
const retryDelay = { firstMilliseconds: 50, maxMilliseconds: 2000 }
const CALLS_AT_ONCE = 10

/**
 * Sends everything, and again what was not taken, until the deadline. Within a group nothing is sent before what stands
 * before it was taken (or refused for good), so nothing overtakes a failure.
 * @param deadline epoch milliseconds after which no further call starts.
 */
export async function publish<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
  deadline: number,
  { clock, timers, random }: PublishEnvironment,
): Promise<Published> {
  const refused = new Map<string, Refusal>()
  let waiting = entries
  for (let failures = 0; waiting.length > 0; ) {
    const results = await sendRound(target, firstOfEachGroup(waiting))
    for (const [number, refusal] of results) if (refusal?.isPermanent) refused.set(number, refusal)
    waiting = waiting.filter(({ sequenceNumber: number }) => {
      const refusal = results.get(number)
      return !results.has(number) || (refusal !== undefined && !refusal.isPermanent)
    })
    const hasFailed = [...results.values()].some((refusal) => refusal && !refusal.isPermanent)
    if (!hasFailed) continue
    const delay = fullJitter(retryDelay, failures++, random)
    if (clock.now() + delay >= deadline) return { refused, failed: reasonsFor(waiting, results) }
    await pause(timers, delay)
  }
  return { refused, failed: new Map() }
}

type Results = ReadonlyMap<string, Refusal | undefined>

const reasonsFor = (waiting: readonly Entry<unknown>[], results: Results): Map<string, Refusal> =>
  new Map(waiting.map(({ sequenceNumber: number }) => [number, results.get(number) ?? behindFailure]))

const behindFailure: Refusal = { code: 'BehindFailure', message: 'One before it was not taken.', isPermanent: false }

function firstOfEachGroup<Message>(waiting: readonly Entry<Message>[]): Entry<Message>[] {
  const seen = new Set<string>()
  return waiting.filter(({ group }) => {
    if (group === undefined) return true
    const isFirst = !seen.has(group)
    seen.add(group)
    return isFirst
  })
}

async function sendRound<Message>(target: Target<Message>, entries: readonly Entry<Message>[]): Promise<Results> {
  const results = new Map<string, Refusal | undefined>()
  const calls = callsOf(target, entries)
  for (let start = 0; start < calls.length; start += CALLS_AT_ONCE) {
    const sent = await Promise.all(calls.slice(start, start + CALLS_AT_ONCE).map((call) => sendOne(target, call)))
    for (const [number, refusal] of sent.flat()) results.set(number, refusal)
  }
  return results
}

async function sendOne<Message>(
  target: Target<Message>,
  entries: readonly Entry<Message>[],
): Promise<(readonly [string, Refusal | undefined])[]> {
  const [first] = entries
  if (first && first.bytes > target.maxBytes) {
    const message = `It has ${first.bytes} bytes; ${target.name} takes ${target.maxBytes}.`
    return [[first.sequenceNumber, { code: 'TooLarge', message, isPermanent: true }]]
  }
  try {
    const results = await target.send(entries.map(({ message }) => message))
    return entries.map(({ sequenceNumber }, index) => [sequenceNumber, results[index]])
  } catch (error) {
    const { name: code, message } = error instanceof Error ? error : new Error(String(error))
    return entries.map(({ sequenceNumber }) => [sequenceNumber, { code, message, isPermanent: false }])
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
