import type { EventEnvelope } from '../../events/envelope.ts'
import { isAmountOf, money, toMinorUnits } from '../runtime/money.ts'

/**
 * The amounts that each event adds to the counters of its day:
 * - `events:<type>`: how many events;
 * - `amounts:<type>:<currency>`: how many of them had an amount, `minor_units:<type>:<currency>`: its sum.
 *
 * Whole numbers of any size: sums of amounts outgrow what a double can hold exactly.
 */
export type Counts = ReadonlyMap<string, bigint>

/** The amounts that one event adds to the counters of its day. Amounts are whole minor units, so that sums stay exact. */
export function countsOf({ event_type, data }: EventEnvelope): Counts {
  const counts = new Map([[`events:${event_type}`, 1n]])
  const amount = data.total ?? data.amount
  const { currency } = data
  if (typeof amount !== 'number' || typeof currency !== 'string' || !isAmountOf(amount, currency)) return counts
  return counts
    .set(`amounts:${event_type}:${currency}`, 1n)
    .set(`minor_units:${event_type}:${currency}`, BigInt(toMinorUnits(money(amount, currency))))
}

export function sumOf(all: Iterable<Counts>): Counts {
  const sum = new Map<string, bigint>()
  for (const counts of all) {
    for (const [counter, add] of counts) sum.set(counter, (sum.get(counter) ?? 0n) + add)
  }
  return sum
}

/** UTC day of the event, not of its processing: a late delivery counts where it belongs. */
export const dayOf = (event: EventEnvelope): string => event.timestamp.slice(0, 10)
