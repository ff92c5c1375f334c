import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Invariant } from './invariant.ts'

const reasonOf = ({ data }: EventEnvelope): string | undefined => (data.reason as { code?: string } | undefined)?.code

/** The code by which an order says that its customer cancelled it. */
const BY_CUSTOMER = 'customer_request'

/** Orders by how they ended: `confirmed`, or the reason of their cancellation. */
export function countOutcomes(events: readonly EventEnvelope[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const event of events) {
    const end = event.event_type === 'order.confirmed' ? 'confirmed' : undefined
    const outcome = event.event_type === 'order.cancelled' ? (reasonOf(event) ?? 'no reason') : end
    if (outcome) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return counts
}

/** Only asked of a scarce run: with plenty of everything, some of them need not happen. */
export const everyOutcomeOccurred: Invariant = {
  name: 'every kind of outcome occurred: confirmed, out of stock, not paid, cancelled in time and too late',
  check({ events, cancellations }) {
    const counts = countOutcomes(events)
    const missing = ['confirmed', 'out_of_stock', 'payment_failed', BY_CUSTOMER].filter((one) => !counts.get(one))
    const late = cancellations.some(({ granted }) => !granted) ? [] : ['a cancellation that came too late']
    return [...missing, ...late].map((one) => `did not happen: ${one}; place more orders, or take another seed`)
  },
}

export const cancellationsAnswered: Invariant = {
  name: 'a customer who cancels is told the truth: granted if and only if it was that which ended the order',
  check({ events, cancellations }) {
    const byCustomer = new Set(
      events
        .filter((event) => event.event_type === 'order.cancelled' && reasonOf(event) === BY_CUSTOMER)
        .map((event) => event.aggregate_id),
    )
    return cancellations
      .filter(({ orderId, granted }) => byCustomer.has(orderId) !== granted)
      .map(
        ({ orderId, granted }) =>
          `${orderId}: the cancellation was ${granted ? 'granted' : 'refused'}, it ended otherwise`,
      )
  },
}
