import { describe, expect, it } from 'vitest'
import { catalog } from '../../../../events/catalog.ts'
import { confirmOrder } from '../../../../events/commands/order.ts'
import { ContractError } from '../../../../events/errors.ts'
import { orderCreated } from '../../../../events/order.ts'
import type { StreamKind } from '../../../../lambdas/runtime/aggregate/aggregate.ts'
import { isUnknownYet } from '../../../../lambdas/runtime/consumer/unknown-yet.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { upcast } from '../../../../lambdas/runtime/event-store/upcast.ts'
import { isoTime } from '../../../../lambdas/runtime/system/clock.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { commandOf } from '../../../support/messages.ts'

const QUARTER = 15 * 60
const START = Date.parse(orderCreatedEvent(1).timestamp)
const atomic = { delivery: 'effectively-once', idempotency: 'atomic' } as const
const newerVersion = { ...orderCreatedEvent(1), version: 2 }
const newType = { ...orderCreatedEvent(1), event_type: 'order.weighed' }
const newCommand = { ...commandOf(confirmOrder), command_type: 'weigh_order', timestamp: '2026-01-01T00:00:00.000Z' }

const ofEvents = () =>
  consumerHarness(defineConsumer({ name: 'events', subscribesTo: [orderCreated], ...atomic }), {
    'order.created': () => {},
  })
const ofEverything = () =>
  consumerHarness(defineConsumer({ name: 'everything', subscribesTo: '*', ...atomic }), () => {}, { catalog })
const ofCommands = () =>
  consumerHarness(defineConsumer({ name: 'order-commands', accepts: [confirmOrder], ...atomic }), {
    confirm_order: () => {},
  })
const inOrder = () =>
  consumerHarness(defineConsumer({ name: 'ordered', subscribesTo: [orderCreated], ordering: 'aggregate', ...atomic }), {
    'order.created': () => {},
  })

describe('what is not known yet, while a deployment may be under way', () => {
  it.each([
    ['a version', newerVersion, ofEvents, 'VERSION_UNKNOWN'],
    ['an event type', newType, ofEvents, 'TYPE_UNKNOWN'],
    ['an event type, by a consumer of everything', newType, ofEverything, 'TYPE_UNKNOWN'],
    ['a version, in order', newerVersion, inOrder, 'VERSION_UNKNOWN'],
    ['a command', newCommand, ofCommands, 'TYPE_UNKNOWN'],
  ])('%s: waits for a quarter of an hour, then is a dead letter with its cause', async (_, message, start, code) => {
    const harness = start()
    const outcomes = [...(await harness.deliver(JSON.stringify(message))), ...(await harness.advance(QUARTER - 1))]
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['deferred']))
    expect(outcomes.length).toBeLessThan(30)
    await harness.advance(120)
    expect(harness.deadLetters).toMatchObject([{ errorType: `ContractError:${code}`, attempts: 1 }])
    expect(harness.waiting).toEqual([])
  })

  it('holds up what follows it in its group, and nobody else', async () => {
    const harness = inOrder()
    const next = { ...orderCreatedEvent(2), aggregate_id: newerVersion.aggregate_id }
    const outcomes = await harness.deliver(newerVersion, next, orderCreatedEvent(3))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['deferred', 'returned', 'processed'])
  })

  it('is decided by the time that the event states, not by when a replay or a backlog brings it', async () => {
    const harness = ofEvents()
    await harness.advance(QUARTER)
    expect(await harness.deliver(newerVersion)).toMatchObject([{ kind: 'dead-lettered' }])
  })

  it('waits as long as the declaration says', async () => {
    const options = { name: 'events', subscribesTo: [orderCreated], unknownWaitSeconds: 0, ...atomic } as const
    const harness = consumerHarness(defineConsumer(options), { 'order.created': () => {} })
    expect(await harness.deliver(newerVersion)).toMatchObject([{ kind: 'dead-lettered' }])
    expect(() => defineConsumer({ ...options, unknownWaitSeconds: -1 })).toThrow('unknownWaitSeconds is -1')
  })

  it.each([
    ['no time', { ...newType, timestamp: undefined }],
    ['a time that is none', { ...newType, timestamp: 'soon' }],
    ['a time to come', { ...newType, timestamp: '2999-01-01T00:00:00.000Z' }],
    ['no body at all', null],
  ])('goes by when it was sent, if it states %s', (_, body) => {
    const [sentAt, declaration] = [1_000_000, { unknownWaitSeconds: 900 }]
    const error = new ContractError('TYPE_UNKNOWN', 'not known')
    const at = (now: number) => isUnknownYet(error, { body: JSON.stringify(body), sentAt }, declaration, now)
    expect([at(sentAt + 899_999), at(sentAt + 900_000)]).toEqual([true, false])
  })

  describe('in a stream that the handler reads', () => {
    const kind: StreamKind = { type: 'order', events: new Map([[orderCreated.type, orderCreated]]) }
    const stored = {
      'a version': { ...newerVersion, timestamp: isoTime(START + 2 * QUARTER * 1000) },
      'a type': { ...newType, timestamp: isoTime(START + 2 * QUARTER * 1000) },
    }
    it.each([
      ['a version', 'VERSION_UNKNOWN'],
      ['a type', 'EVENT_UNKNOWN'],
    ] as const)(
      '%s: waits for a quarter of an hour after that was stored, however old the message',
      async (what, code) => {
        const declaration = defineConsumer({ name: 'events', subscribesTo: [orderCreated], ...atomic })
        const harness = consumerHarness(declaration, { 'order.created': () => void upcast(kind, stored[what]) })
        await harness.advance(2 * QUARTER)
        const outcomes = [...(await harness.deliver(orderCreatedEvent(1))), ...(await harness.advance(QUARTER - 1))]
        expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['deferred']))
        await harness.advance(120)
        expect(harness.deadLetters).toMatchObject([{ errorType: `StoredEventUnknown:${code}` }])
      },
    )
  })

  it('is no excuse for what will never be valid', () => {
    const delivery = { body: JSON.stringify(newType), sentAt: 0 }
    for (const code of ['ENVELOPE_INVALID', 'DATA_INVALID'] as const) {
      expect(isUnknownYet(new ContractError(code, 'no'), delivery, { unknownWaitSeconds: 900 }, 0)).toBe(false)
    }
  })
})
