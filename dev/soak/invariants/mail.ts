import type { SentMail } from '../../../local/index.ts'
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

export const mailedOncePerAttempt: Invariant = {
  name: 'no attempt hands a mail to SES twice, and what is on record was handed over',
  check({ mails, events }) {
    const keyOf = ({ tags }: SentMail) => tags.idempotency_key ?? ''
    const attempts = countBy(mails, (mail) => `${keyOf(mail)} by invocation ${mail.traceId}`)
    const handedOver = new Set(mails.map(keyOf))
    const recorded = events.filter((event) => event.event_type === 'notification.sent')
    const unsent = recorded.filter(({ metadata }) => !handedOver.has(`notification_${metadata.causation_id}`))
    const ofNobody = mails.filter(({ traceId }) => traceId === undefined)
    return [
      ...ofNobody.map((mail) => `${keyOf(mail)}: SES was not told by which invocation`),
      ...[...attempts].flatMap(([attempt, times]) => (times > 1 ? [`${attempt}: ${times} times`] : [])),
      ...unsent.map(({ event_id }) => `${event_id}: on record, and SES was never asked`),
    ]
  },
}
