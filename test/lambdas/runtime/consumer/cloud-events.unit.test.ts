import { describe, expect, it } from 'vitest'
import { ownId } from '../../../../events/cloud-events/own-id.ts'
import type { DeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { lenientIds } from '../../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { assertConsumer } from '../../../../lambdas/runtime/declarations/assert-consumer.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { parcelDelivered } from '../../../support/external-event.ts'

const options = {
  name: 'parcels',
  subscribesTo: [parcelDelivered],
  delivery: 'effectively-once',
  idempotency: 'atomic',
} as const
const consumer = defineConsumer(options)
const parcel = (more: object = {}) =>
  JSON.stringify({
    version: '0',
    'detail-type': 'parcel.delivered',
    source: 'carrier',
    detail: {
      specversion: '1.0',
      id: '4711',
      source: 'https://carrier.example.com/parcels',
      type: 'parcel.delivered',
      time: '2026-01-01T00:00:00Z',
      data: { order_id: 'ord_456' },
      ...more,
    },
  })

describe('a consumer of events of another team', () => {
  it('handles a CloudEvent from the bus once, however often it is sent', async () => {
    const seen: string[] = []
    const harness = consumerHarness(consumer, {
      'parcel.delivered': async ({ data }) => void seen.push(data.order_id),
    })
    const first = await harness.deliver(parcel())
    const second = await harness.deliver(parcel({ time: '2026-01-01T00:00:05Z' }))
    expect([...first, ...second].map(({ kind }) => kind)).toEqual(['processed', 'duplicate'])
    expect(seen).toEqual(['ord_456'])
  })

  it('dead-letters what breaks the contract, with its cause, whole, and under the id that its copies have', async () => {
    const harness = consumerHarness(consumer, { 'parcel.delivered': async () => {} })
    await harness.deliver(parcel({ data: {} }), parcel({ id: '9', source: 'https://evil.example' }))
    expect(harness.deadLetters.map(({ errorType, body }) => [errorType, body])).toEqual([
      ['ContractError:DATA_INVALID', parcel({ data: {} })],
      ['ContractError:SENDER_UNKNOWN', parcel({ id: '9', source: 'https://evil.example' })],
    ])
    expect(lenientIds(parcel())).toMatchObject({
      eventId: ownId('https://carrier.example.com/parcels', '4711'),
      eventType: 'parcel.delivered',
    })
  })

  it.each([
    ['an invalid CloudEvent', { time: 'never' }],
    ['a CloudEvent that is put on the bus as another type', { type: 'parcel.lost' }],
    ['an envelope in its place', { specversion: undefined, event_type: 'parcel.delivered' }],
    ['an envelope of an event of ours', { specversion: undefined, event_type: 'order.created' }],
    ['a CloudEvent with the type of an event of ours', { event_type: 'order.created' }],
    ['something without a type', { specversion: undefined, type: undefined }],
  ])('never keeps %s under the id of an event of ours', async (_, hostile) => {
    const ours = {
      event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
      command_id: 'cmd_1',
      aggregate_id: 'ord_1',
      sequence: 7,
      metadata: { correlation_id: 'req_1', replay_scope: 'again' },
    }
    const harness = consumerHarness(consumer, { 'parcel.delivered': async () => {} })
    await harness.deliver(parcel({ ...ours, ...hostile }))
    expect(harness.deadLetters).toHaveLength(1)
    const [{ id, eventId, aggregateId, eventType, replayScope, messageId }] = harness.deadLetters as [DeadLetter]
    expect([messageId, ownId('https://carrier.example.com/parcels', '4711')]).toContain(id)
    expect(eventId).not.toBe(ours.event_id)
    expect({ aggregateId, replayScope }).toEqual({ aggregateId: undefined, replayScope: undefined })
    // By its type failures are counted, and a type of which nearly everything fails is held up.
    expect(eventType).not.toBe('order.created')
  })

  it('waits for a version that a deployment may bring', async () => {
    const harness = consumerHarness(consumer, { 'parcel.delivered': async () => {} })
    expect(await harness.deliver(parcel({ schemaversion: '2' }))).toMatchObject([{ kind: 'deferred' }])
  })

  it('takes them in no order, because they have no place in a stream', () => {
    expect(() => assertConsumer(defineConsumer({ ...options, ordering: 'aggregate' }))).toThrow(
      'Consumer "parcels": parcel.delivered comes from another team and has no place in a stream of ours: it cannot be taken in order, nor with idempotency "versioned".',
    )
    expect(() => assertConsumer(defineConsumer({ ...options, idempotency: 'versioned' }))).toThrow('in order')
  })
})
