import { type PublishEnvironment, type Published, publish } from '../publishing/publish.ts'
import { within } from '../publishing/send-calls.ts'
import { type Refusal, refusalOfCall, type Target } from '../publishing/target.ts'
import { byStream, type EntryOf, type EventEntry, type EventMessage, sequenceOf } from './event-message.ts'
import { isPredecessor, predecessorsOf } from './gaps.ts'
import type { History } from './history.ts'
import { inOrder } from './in-order.ts'
import { storePositions } from './keep-positions.ts'
import type { KnownPositions, Positions } from './positions.ts'

/** The stores that the order of streams rests on. */
export interface Order {
  readonly positions: Positions
  readonly known: KnownPositions
  readonly history: History
}

export interface InOrderOptions {
  readonly order: Order
  readonly entryOf: EntryOf
  /** When each record's item was stored, epoch milliseconds, by sequence number. */
  readonly createdAt: ReadonlyMap<string, number>
}

/** For reading where streams stand, and what stands before a batch. */
const LONGEST_READ_MS = 5000
/** A first event of this age comes straight from its stream: nothing of it was published before. */
const FRESH_MS = 60_000

/**
 * Publishes each event behind its predecessor, whatever order the records came in:
 *
 *   read positions ── read gaps from the table ── publish, in order per stream ── write positions ── answer the stream
 *
 * A crash or a lost write anywhere leaves positions behind what was published, never ahead of it: then events are published
 * again, from the first that is not known to have been.
 * @param deadline epoch milliseconds by which publishing is over; positions are kept within a second after it.
 */
export async function publishInOrder(
  target: Target<EventMessage>,
  entries: readonly EventEntry[],
  deadline: number,
  environment: PublishEnvironment,
  { order: { positions, known, history }, entryOf, createdAt }: InOrderOptions,
): Promise<Published> {
  const { clock, timers, log } = environment
  /**
   * Whether the position of a stream has to be read. It has not for a fresh first event, before which nothing was published, nor where this
   * instance knows that the predecessor of the first event here was published.
   */
  const isUnknown = ([stream, [first]]: readonly [string, readonly [EventEntry, ...EventEntry[]]]) => {
    const isFresh = clock.now() - (createdAt.get(first.sequenceNumber) ?? 0) < FRESH_MS
    return (known.get(stream) ?? (isFresh ? 0 : -1)) < sequenceOf(first) - 1
  }
  const readable = Math.max(0, Math.min(LONGEST_READ_MS, deadline - clock.now()))
  const prepared = await within(timers, readable, async (signal) => {
    // Another instance may have gone on with a stream since, so the table is asked before events are published again.
    const unknown = [...byStream(entries)].filter(isUnknown)
    await learn(
      unknown.map(([stream]) => stream),
      positions,
      known,
      signal,
    )
    return inOrder(entries, known, predecessorsOf(history, entryOf, clock, createdAt, signal))
  }).catch((error: unknown) => refusalOfCall(error))
  if ('code' in prepared) return allFailed(entries, prepared)

  const predecessors = prepared.entries.filter(({ sequenceNumber }) => isPredecessor(sequenceNumber)).length
  if (predecessors > 0) log?.({ level: 'INFO', message: 'predecessors published first', predecessors })
  const published = await publish(target, prepared.entries, deadline, environment)
  const reached = prepared.positionsAfter(published)
  for (const [stream, sequence] of reached) known.set(stream, sequence)
  await storePositions(reached, positions, environment)
  return ofRecords(published, prepared.failed)
}

async function learn(
  streams: readonly string[],
  positions: Positions,
  known: KnownPositions,
  signal: AbortSignal,
): Promise<void> {
  if (streams.length === 0) return
  for (const [stream, sequence] of await positions.read(streams, signal)) known.set(stream, sequence)
}

const allFailed = (entries: readonly EventEntry[], reason: Refusal): Published => ({
  refused: new Map(),
  failed: new Map(entries.map(({ sequenceNumber }) => [sequenceNumber, { ...reason, isPermanent: false }])),
})

/** Without what was put in before the records: they have records of their own. */
function ofRecords({ refused, failed }: Published, obstacles: ReadonlyMap<string, Refusal>): Published {
  const own = ([id]: readonly [string, Refusal]) => !isPredecessor(id)
  const isFinal = ([, { isPermanent }]: readonly [string, Refusal]) => isPermanent
  return {
    refused: new Map([...[...refused].filter(own), ...[...obstacles].filter(isFinal)]),
    failed: new Map([...[...failed].filter(own), ...[...obstacles].filter((one) => !isFinal(one))]),
  }
}
