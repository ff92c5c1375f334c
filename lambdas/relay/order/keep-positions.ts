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
  environment: PublishEnvironment,
): Promise<Published> {
  const later = byStream(entries.filter((entry) => sequenceOf(entry) > 1))
  const reached = new Map([...later].map(([stream, own]) => [stream, sequenceOf(own.at(-1) ?? own[0])]))
  await storePositions(reached, positions, environment)
  return nothingPublished
}

/** Positions that could not be stored are behind, which costs repetitions only: never throws. */
export async function storePositions(
  reached: ReadonlyMap<string, number>,
  positions: Positions,
  { timers, log }: PublishEnvironment,
): Promise<void> {
  if (reached.size === 0) return
  await within(timers, TIME_TO_KEEP_POSITIONS_MS, (signal) => positions.write(reached, signal)).catch((error) =>
    log?.({ level: 'WARN', message: 'positions not kept', error: refusalOfCall(error) }),
  )
}
