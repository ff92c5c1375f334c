import { CLOCK_TOLERANCE_MS } from '../stack/server-clock.ts'
import { type HeldAggregate, type Reading, readHold, readHolds, readParkedItems } from './holds.ts'

const AT_ONCE = 10

export interface WaitingOptions {
  /**
   * Epoch milliseconds, if events of aggregates that are being released at that time shall not be among them: they may be handled already,
   * and only their place is not given up yet.
   */
  readonly unlessReleasedAt?: number
}

/**
 * Ids of the stored events that one consumer has yet to take, because they are parked. A copy that a replay has brought to take effect again
 * is not among them: its event has been taken before.
 */
export async function readWaiting(
  reading: Reading,
  consumer: string,
  { unlessReleasedAt }: WaitingOptions = {},
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const holds = await readHolds(reading, consumer)
  for (let at = 0; at < holds.length; at += AT_ONCE) {
    const some = holds.slice(at, at + AT_ONCE).map(async ({ aggregate }) => {
      if (unlessReleasedAt !== undefined) {
        // Looked up before its events are: a release that begins after this look is not the one that this is about.
        const hold = await readHold(reading, consumer, aggregate)
        if (!hold || isReleased(hold, unlessReleasedAt)) return
      }
      for (const id of await idsOf(reading, consumer, aggregate)) ids.add(id)
    })
    await Promise.all(some)
  }
  return ids
}

/** A release that seems to have run out by this computer's clock may be running. */
const isReleased = ({ releasing_until: until }: HeldAggregate, now: number): boolean =>
  until !== undefined && Date.parse(until) + CLOCK_TOLERANCE_MS > now

async function idsOf(reading: Reading, consumer: string, aggregate: string): Promise<string[]> {
  const items = await readParkedItems(reading, consumer, aggregate, {
    FilterExpression: 'attribute_not_exists(replay_scope)',
    ProjectionExpression: 'event_id',
  })
  return items.flatMap(({ event_id }) => event_id?.S ?? [])
}
