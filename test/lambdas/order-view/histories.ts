import fc from 'fast-check'
import { catalog } from '../../../events/catalog.ts'
import { decodeEvent } from '../../../events/decode.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { inventoryReleased, inventoryReserved, inventoryShipped } from '../../../events/inventory.ts'
import { notificationSent } from '../../../events/notification.ts'
import { orderCancelled, orderConfirmed, orderCreated, orderStatusUpdated } from '../../../events/order.ts'
import { paymentFailed, paymentProcessed, paymentRefunded } from '../../../events/payment.ts'

const START = Date.parse('2026-04-28T10:30:00.000Z')

type Step = readonly [EventDefinition, Record<string, unknown>]

const updated = (previous_status: string, status: string): Step => [orderStatusUpdated, { previous_status, status }]
const cancelled = (code: string): Step => [orderCancelled, { reason: { code } }]

export const orderPaths: readonly (readonly Step[])[] = [
  [],
  [[orderConfirmed, {}]],
  [[orderConfirmed, {}], updated('confirmed', 'shipped')],
  [[orderConfirmed, {}], updated('confirmed', 'shipped'), updated('shipped', 'delivered')],
  [cancelled('payment_failed')],
  [cancelled('customer_request')],
]

export const paymentPaths: readonly (readonly Step[])[] = [
  [],
  [[paymentProcessed, {}]],
  [
    [paymentProcessed, {}],
    [paymentRefunded, {}],
  ],
  [[paymentFailed, { reason: 'insufficient_funds' }]],
]

export const stockPaths: readonly (readonly Step[])[] = [
  [],
  [[inventoryReserved, {}]],
  [
    [inventoryReserved, {}],
    [inventoryReleased, {}],
  ],
  [
    [inventoryReserved, {}],
    [inventoryShipped, {}],
  ],
]

const notices: readonly string[][] = [
  [],
  ['order_created'],
  ['order_created', 'order_confirmed'],
  ['order_created', 'order_cancelled'],
]

/** Events of one stream, one second apart, each built from its definition's example. */
function stream(id: string, startSecond: number, steps: readonly Step[], common: object): EventEnvelope[] {
  return steps.map(([definition, data], index) => {
    const milliseconds = START + (startSecond + index) * 1000
    return decodeEvent(catalog, {
      event_id: eventId(milliseconds, `${id}#${index}`),
      event_type: definition.type,
      version: definition.version,
      timestamp: new Date(milliseconds).toISOString(),
      aggregate_type: definition.aggregate,
      aggregate_id: id,
      sequence: index + 1,
      data: { ...(definition.example as object), ...data, ...common },
      metadata: { source: definition.producer, correlation_id: 'req_1', causation_id: 'req_1' },
    })
  })
}

export function orderHistory(id: string, path: readonly Step[], options: { customer?: string; second?: number } = {}) {
  const common = { order_id: `ord_${id}`, customer_id: options.customer ?? 'cust_1' }
  return stream(`ord_${id}`, options.second ?? 0, [[orderCreated, {}], ...path], common)
}

/** Everything that four services say about one order; per stream in order, streams one after the other. */
export function wholeHistory(
  order: readonly Step[],
  payment: readonly Step[],
  stock: readonly Step[],
  notes: string[],
) {
  return [
    ...orderHistory('1', order),
    ...stream('pay_1', 1, payment, { order_id: 'ord_1', payment_id: 'pay_1' }),
    ...stream('res_1', 1, stock, { order_id: 'ord_1', reservation_id: 'res_1' }),
    ...notes.flatMap((template, index) =>
      stream(`ntf_${template}`, 2 + index, [[notificationSent, { template }]], {
        order_id: 'ord_1',
        notification_id: `ntf_${template}`,
      }),
    ),
  ]
}

export const orderHistories: fc.Arbitrary<EventEnvelope[]> = fc
  .tuple(
    fc.constantFrom(...orderPaths),
    fc.constantFrom(...paymentPaths),
    fc.constantFrom(...stockPaths),
    fc.constantFrom(...notices),
  )
  .map((paths) => wholeHistory(...paths))

/** Any order of arrival, each event at least once. */
export const deliveriesOf = (events: readonly EventEnvelope[]): fc.Arbitrary<EventEnvelope[]> =>
  fc
    .array(fc.constantFrom(...events), { maxLength: events.length })
    .chain((repeated) => fc.shuffledSubarray([...events, ...repeated], { minLength: events.length + repeated.length }))

function eventId(milliseconds: number, seed: string): string {
  const hex = milliseconds.toString(16).padStart(12, '0')
  let hash = 0n
  for (const character of seed) hash = (hash * 131n + BigInt(character.charCodeAt(0))) % (1n << 48n)
  return `evt_${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${hash.toString(16).padStart(12, '0')}`
}
