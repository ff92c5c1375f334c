import { describe, expect, it } from 'vitest'
import { catalog } from '../../../../events/catalog.ts'
import { cancelOrder } from '../../../../events/commands/order.ts'
import { notificationSent } from '../../../../events/notification.ts'
import { orderCreated } from '../../../../events/order.ts'
import { messageDecoder } from '../../../../lambdas/runtime/consumer/decode-message.ts'
import { toDelivery } from '../../../../lambdas/runtime/messages/message.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { eventOf } from '../../../support/messages.ts'

const event = orderCreatedEvent(1)
const command = {
  command_id: 'cmd_1',
  command_type: 'cancel_order',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: cancelOrder.example,
  metadata: { source: 'checkout', correlation_id: 'req_1', causation_id: 'evt_1' },
}
const decoder = messageDecoder({ name: 'x', subscribesTo: [orderCreated], accepts: [] }, undefined)

describe('messageDecoder', () => {
  it.each([
    [
      'an EventBridge event',
      JSON.stringify({ 'detail-type': 'order.created', source: 'order-service', detail: event }),
    ],
    ['raw delivery by SNS', JSON.stringify(event)],
    ['an SNS notification', JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) })],
  ])('finds the event in %s', (_, body) => {
    expect(decoder(body)).toMatchObject({
      kind: 'event',
      id: event.event_id,
      type: 'order.created',
      aggregateId: 'ord_1',
      correlationId: 'req_1',
      envelope: event,
    })
  })

  it('reads commands where commands are accepted, and no events', () => {
    const accepting = messageDecoder({ name: 'x', subscribesTo: [], accepts: [cancelOrder] }, undefined)
    expect(accepting(JSON.stringify(command))).toMatchObject({ kind: 'command', id: 'cmd_1', envelope: command })
    expect(() => accepting(JSON.stringify(event))).toThrow(expect.objectContaining({ code: 'ENVELOPE_INVALID' }))
  })

  it('knows every type of the catalog where all are subscribed to', () => {
    const all = messageDecoder({ name: 'x', subscribesTo: '*', accepts: [] }, catalog)
    expect(all(JSON.stringify(event)).type).toBe('order.created')
    expect(() => messageDecoder({ name: 'x', subscribesTo: '*', accepts: [] }, undefined)).toThrow(/catalog/)
  })

  it('refuses types that it does not subscribe to', () => {
    const other = JSON.stringify({ ...event, event_type: 'order.confirmed' })
    expect(() => decoder(other)).toThrow(expect.objectContaining({ code: 'TYPE_UNKNOWN' }))
  })
})

describe('an event on the bus', () => {
  const all = messageDecoder({ name: 'x', subscribesTo: '*', accepts: [] }, catalog)
  const onBus = (detailType: string, detail: object) => JSON.stringify({ 'detail-type': detailType, detail })

  // A team that may put parcel.delivered on the bus only (events:detail-type) would state any event of ours inside it.
  it.each([
    ['an event of ours', 'parcel.delivered', event],
    [
      'an event of ours that is written as a CloudEvent, too',
      'parcel.delivered',
      { ...event, specversion: '1.0', type: 'parcel.delivered' },
    ],
    ['a CloudEvent of another type', 'parcel.delivered', { specversion: '1.0', type: 'order.created' }],
    ['the same type in other letters', 'Order.Created', event],
    ['no type at all', '', event],
  ])('is refused if it was put there as another type: %s', (_, detailType, detail) => {
    for (const decode of [decoder, all]) {
      expect(() => decode(onBus(detailType, detail))).toThrow(expect.objectContaining({ code: 'SENDER_UNKNOWN' }))
    }
  })

  it('is told what it lacks if it states no type', () => {
    const { event_type: _, ...typeless } = event
    expect(() => all(onBus('order.created', typeless))).toThrow(expect.objectContaining({ code: 'ENVELOPE_INVALID' }))
  })
})

describe('what is deprecated', () => {
  const later = { ...orderCreated, deprecated: { since: '2026-11-26', reason: 'order.placed says more' } }
  const sent = (version: number) =>
    JSON.stringify(eventOf(notificationSent, notificationSent.versions[version - 1]?.example as object, { version }))

  it('is the version that was written, although the consumer sees the newest', () => {
    const all = messageDecoder({ name: 'x', subscribesTo: '*', accepts: [] }, catalog)
    expect(all(sent(1))).toMatchObject({ deprecated: 'notification.sent version 1', envelope: { version: 2 } })
    expect(all(sent(2)).deprecated).toBeUndefined()
  })

  it('is a whole type of events or commands', () => {
    const reads = messageDecoder({ name: 'x', subscribesTo: [later], accepts: [] }, undefined)
    expect(reads(JSON.stringify(event)).deprecated).toBe('order.created')
    const old = { ...cancelOrder, deprecated: later.deprecated }
    const accepts = messageDecoder({ name: 'x', subscribesTo: [], accepts: [old] }, undefined)
    expect(accepts(JSON.stringify(command)).deprecated).toBe('cancel_order')
    expect(decoder(JSON.stringify(event)).deprecated).toBeUndefined()
  })
})

describe('toDelivery', () => {
  it.each([
    ['no attributes', { messageId: 'm', receiptHandle: 'r', body: 'x' }, { body: 'x', receiveCount: 1, sentAt: 0 }],
    ['no body', { messageId: 'm', attributes: {} }, { body: '' }],
    ['a body that is no text', { messageId: 'm', body: { a: 1 } }, { body: '{"a":1}' }],
    ['nothing at all', {}, { messageId: '', body: '' }],
  ])('reads a record with %s', (_, record, expected) => {
    expect(toDelivery(record as never)).toMatchObject(expected)
  })
})
