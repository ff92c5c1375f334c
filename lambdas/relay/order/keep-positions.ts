import type { PublishEnvironment, Published } from '../publishing/publish.ts'
import { within } from '../publishing/send-calls.ts'
import { refusalOfCall } from '../publishing/target.ts'
import { byStream, type EventEntry, sequenceOf } from './event-message.ts'
import { type Positions, TIME_TO_KEEP_POSITIONS_MS } from './positions.ts'

const nothingPublished: Published = { refused: new Map(), failed: new Map() }

/**
 * Stores the published position of streams whose events are not sent to the topic, because no consumer takes them in order. Once one does, the topic
 * begins with what comes next: without a position the relay would publish the stream's last 15 days first.
 *
 * The first event of a stream is not worth a write. Most streams that nobody takes in order never get a second event, and one that does
 * has a single predecessor, which the topic then gets in front of it:
 *
 *     nobody takes the stream in order   ──1 (no write)──────────────────────2 (position 2)──►
 *     its first such consumer            ──────────┬─ before 2 ──► the topic gets 1, 2 if 1 is younger than 15 days, else 2
 *                                                  └─ after 2 ───► the topic gets 3
 *
 * A write that is lost costs the same, for the one stream, so nothing waits for it and nothing fails by it.
 */
export async function keepPositions(
  entries: readonly EventEntry[],
  positions: Positions,
  { timers, log }: PublishEnvironment,
): Promise<Published> {
  const latest = [...byStream(entries)].map(([stream, own]) => [stream, Math.max(...own.map(sequenceOf))] as const)
  const reached = new Map(latest.filter(([, sequence]) => sequence > 1))
  if (reached.size === 0) return nothingPublished
  await within(timers, TIME_TO_KEEP_POSITIONS_MS, (signal) => positions.write(reached, signal)).catch((error) =>
    log?.({ level: 'WARN', message: 'positions not kept', error: refusalOfCall(error) }),
  )
  return nothingPublished
}
