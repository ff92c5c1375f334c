import type { Invariant } from './invariant.ts'
import { countBy } from './invariant.ts'

export const notifiedOnce: Invariant = {
  name: 'each notification is on record exactly once per order and occasion',
  check({ accepted, events }) {
    const sent = events.filter((event) => event.event_type === 'notification.sent')
    const counts = countBy(sent, ({ data }) => `${data.order_id} ${data.template}`)
    const orders = new Set(accepted.map((order) => order.orderId))
    const expected = events
      .filter(
        (event) => /^order\.(created|confirmed|cancelled)$/.test(event.event_type) && orders.has(event.aggregate_id),
      )
      .map((event) => `${event.aggregate_id} ${event.event_type.replace('.', '_')}`)
    return expected.flatMap((key) => (counts.get(key) === 1 ? [] : [`${key}: ${counts.get(key) ?? 0} times`]))
  },
}
