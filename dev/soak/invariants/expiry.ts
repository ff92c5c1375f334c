import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Invariant } from './invariant.ts'

/**
 * An event bears the time of its decision and is stored a moment later, when its commit may have been repeated. So only
 * what was decided in the first half of an order's time is sure to have been there when that was over.
 */
const SURE_SHARE = 0.5

export const decidedOrdersDoNotExpire: Invariant = {
  name: 'no order that was paid and reserved in good time is cancelled because its deadline passed',
  check({ events, deadlineSeconds }) {
    const decidedAt = (type: string) => timesByOrder(events.filter(({ event_type }) => event_type === type))
    const [created, paid, reserved] = ['order.created', 'payment.processed', 'inventory.reserved'].map(decidedAt)
    return events.filter(hasExpired).flatMap(({ aggregate_id: id }) => {
      const surelyKnown = (created?.get(id) ?? Number.NaN) + deadlineSeconds * 1_000 * SURE_SHARE
      const isDecided = [paid, reserved].every((times) => (times?.get(id) ?? Number.POSITIVE_INFINITY) <= surelyKnown)
      return isDecided ? [`${id} was paid and reserved, and expired`] : []
    })
  },
}

const hasExpired = ({ event_type, data }: EventEnvelope): boolean =>
  event_type === 'order.cancelled' && (data.reason as { code?: string } | undefined)?.code === 'deadline_passed'

const timesByOrder = (events: readonly EventEnvelope[]): Map<string, number> =>
  new Map(events.map(({ data, timestamp }) => [String(data.order_id), Date.parse(timestamp)]))
