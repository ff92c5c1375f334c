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
 * A write that is lost costs just that, for the one stream, so nothing waits for it and nothing fails by it.
 */
export async function keepPositions(
  entries: readonly EventEntry[],
  positions: Positions,
  { timers, log }: PublishEnvironment,
): Promise<Published> {
  const reached = new Map([...byStream(entries)].map(([stream, own]) => [stream, Math.max(...own.map(sequenceOf))]))
  if (reached.size === 0) return nothingPublished
  await within(timers, TIME_TO_KEEP_POSITIONS_MS, (signal) => positions.write(reached, signal)).catch((error) =>
    log?.({ level: 'WARN', message: 'positions not kept', error: refusalOfCall(error) }),
  )
  return nothingPublished
}
