import { relayTries } from '../../runtime/declarations/relay.ts'
import type { Clock } from '../../runtime/system/clock.ts'
import type { Refusal } from '../publishing/target.ts'
import { type EntryOf, type EventEntry, sequenceOf } from './event-message.ts'
import type { History, StoredEvent } from './history.ts'

/** The predecessors that have to be published before an event. */
export interface Gap {
  readonly entries: readonly EventEntry[]
  /** Why the event itself cannot follow now. */
  readonly obstacle?: Refusal
}

/** @param published up to there everything was; 0 if that is not known. */
export type GapReader = (stream: string, published: number, entry: EventEntry) => Promise<Gap>

/**
 * Without a kept position, nothing says that a younger event was published: the topic may have been away for days, from the first event of
 * its stream on, and the event may wait in the failure queue. No queue or stream keeps an older one, so it will not be published any more.
 */
const NEVER_PUBLISHED_AFTER_MS = relayTries.publishesUpToDays * 86_400_000

/** The most predecessors published in one invocation; the next one goes on behind them. */
const MAX_GAP = 200

/** A transaction shows its items one by one, within a moment. What is missing for longer will never be there. */
const SURELY_STORED_AFTER_MS = 60_000

const ID_PREFIX = 'before '

/** Whether an entry was put in before the records of a batch. */
export const isPredecessor = (id: string): boolean => id.startsWith(ID_PREFIX)

export function predecessorsOf(
  history: History,
  entryOf: EntryOf,
  { now }: Clock,
  createdAt: ReadonlyMap<string, number>,
  signal: AbortSignal,
): GapReader {
  return async (stream, published, entry) => {
    const sequence = sequenceOf(entry)
    if (sequence === published + 1) return { entries: [] }
    const since = now() - NEVER_PUBLISHED_AFTER_MS
    const first = published > 0 ? published + 1 : await history.firstSince(stream, sequence, since, signal)
    if (first === sequence) return { entries: [] }
    const isYoung = now() - (createdAt.get(entry.sequenceNumber) ?? 0) < SURELY_STORED_AFTER_MS
    if (first === undefined) return { entries: [], obstacle: missing(isYoung) }
    const range = { after: first - 1, before: sequence, limit: MAX_GAP }
    const { events, more } = await history.between(stream, range, signal)
    const contiguous = events.filter((one, index) => one.sequence === first + index)
    const entries = contiguous.flatMap((one) => readable(stream, one, entryOf))
    const next = first + contiguous.length
    if (next === sequence) return { entries }
    const goesOn = more && contiguous.length === events.length
    return { entries, obstacle: goesOn ? tooMany : missing(isYoung) }
  }
}

const missing = (isYoung: boolean): Refusal => ({
  code: 'PredecessorMissing',
  message: 'Not every event before it is stored.',
  isPermanent: !isYoung,
})

const tooMany: Refusal = {
  code: 'NotReached',
  message: 'There is more to be published before it than one invocation takes.',
  isPermanent: false,
}

/** One that cannot be read cannot be published: its own record is set aside, and nothing waits for it. */
function readable(stream: string, { sequence, json = '' }: StoredEvent, entryOf: EntryOf): EventEntry[] {
  try {
    return [entryOf(`${ID_PREFIX}${stream} ${sequence}`, json)]
  } catch {
    return []
  }
}
