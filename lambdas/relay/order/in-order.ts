import type { Published } from '../publishing/publish.ts'
import { type Refusal, refusalOfCall } from '../publishing/target.ts'
import { byStream, type EventEntry, sequenceOf } from './event-message.ts'
import type { Gap, GapReader } from './gaps.ts'
import type { KnownPositions } from './positions.ts'

/** One stream's share of a batch. */
interface Line {
  readonly stream: string
  readonly entries: readonly EventEntry[]
  /** Why what follows could not be sent in order, by sequence number of the record. */
  readonly failed: ReadonlyMap<string, Refusal>
}

export interface Ordered {
  /** Ascending by sequence within each stream, without a gap behind what is known to be published. */
  readonly entries: readonly EventEntry[]
  /** Records that are not to be sent now, because their predecessors cannot be. */
  readonly failed: ReadonlyMap<string, Refusal>
  /** The positions that were reached by sending these entries, where they moved on. */
  positionsAfter(published: Published): ReadonlyMap<string, number>
}

/**
 * Puts a batch into the order of its streams, whatever order the records had, and puts before each event those of its
 * predecessors that are not known to be published. A record's own event is always among them, even when a later one was
 * published: it may have been put before that one, or refused, and only its own record can tell.
 */
export async function inOrder(
  entries: readonly EventEntry[],
  known: KnownPositions,
  gaps: GapReader,
): Promise<Ordered> {
  const lines = await Promise.all(
    [...byStream(entries)].map(([stream, own]) => lineOf(stream, own, known.get(stream) ?? 0, gaps)),
  )
  return {
    entries: lines.flatMap((line) => line.entries),
    failed: new Map(lines.flatMap((line) => [...line.failed])),
    positionsAfter: (published) =>
      new Map(
        lines.flatMap(({ stream, entries: sent }) => {
          const reached = reachedBy(sent, published)
          return reached > (known.get(stream) ?? 0) ? [[stream, reached] as const] : []
        }),
      ),
  }
}

async function lineOf(stream: string, own: readonly EventEntry[], published: number, gaps: GapReader): Promise<Line> {
  const entries: EventEntry[] = []
  let position = published
  for (const [index, entry] of own.entries()) {
    const sequence = sequenceOf(entry)
    if (sequence > position) {
      const { entries: before, obstacle } = await gaps(stream, position, entry).catch(unreadable)
      entries.push(...before)
      if (!obstacle) position = sequence
      else
        return {
          stream,
          entries,
          failed: new Map(own.slice(index).map(({ sequenceNumber }) => [sequenceNumber, obstacle])),
        }
    }
    entries.push(entry)
  }
  return { stream, entries, failed: new Map() }
}

const unreadable = (error: unknown): Gap => ({ entries: [], obstacle: { ...refusalOfCall(error), isPermanent: false } })

/** An event that was refused for good counts as passed: nothing waits for it. */
function reachedBy(entries: readonly EventEntry[], { failed }: Published): number {
  let reached = 0
  for (const entry of entries) {
    if (failed.has(entry.sequenceNumber)) return reached
    reached = Math.max(reached, sequenceOf(entry))
  }
  return reached
}
