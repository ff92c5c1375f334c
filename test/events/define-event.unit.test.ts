import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalog } from '../../events/catalog.ts'
import { decodeEvent } from '../../events/decode.ts'
import { defineCommand } from '../../events/define-command.ts'
import { defineEvent } from '../../events/define-event.ts'
import { orderCreated } from '../../events/order.ts'

const described = {
  aggregate: 'thing',
  producer: 'thing-service',
  meaning: 'A thing.',
  schema: z.object({}),
  example: {},
}

const valid = {
  event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
  event_type: 'order.created',
  version: 1,
  timestamp: '2026-04-28T10:30:00.000Z',
  aggregate_type: 'order',
  aggregate_id: 'ord_456',
  sequence: 1,
  data: orderCreated.example,
  metadata: { source: 'order-service', correlation_id: 'req_xyz', causation_id: 'cmd_123' },
}

describe('defineEvent', () => {
  it.each(['order.create', 'order.creates', 'order.status_update', 'order.paying'])(
    'refuses %s: not past tense',
    (type) => {
      expect(() => defineEvent({ ...described, type })).toThrow(/past tense/)
    },
  )

  it.each(['order', 'Order.created', 'order.Created', 'order-created', 'order.created.now', '.created'])(
    'refuses %s: not entity.action',
    (type) => {
      expect(() => defineEvent({ ...described, type })).toThrow(/entity\.action/)
    },
  )

  it.each(['order.created', 'notification.sent', 'money.withdrawn', 'order.status_updated'])('allows %s', (type) => {
    expect(defineEvent({ ...described, type }).type).toBe(type)
  })

  it('upcasts old versions step by step to the newest', () => {
    const event = defineEvent({
      ...described,
      type: 'thing.named',
      schema: z.object({ name: z.string() }),
      example: { name: 'a b' },
    })
      .evolve({
        schema: z.object({ names: z.array(z.string()) }),
        example: { names: ['a', 'b'] },
        upcast: ({ name }) => ({ names: name.split(' ') }),
      })
      .evolve({
        schema: z.object({ first: z.string() }),
        example: { first: 'a' },
        upcast: ({ names }) => ({ first: names[0] ?? '' }),
        deprecatesPrevious: { since: '2026-05-01', reason: 'names are split by the producer' },
      })
    expect(event.version).toBe(3)
    expect(event.parse({ name: 'Ada L' }, 1)).toEqual({ first: 'Ada' })
    expect(event.parse({ names: ['Ada'] }, 2)).toEqual({ first: 'Ada' })
    expect(event.versions.map((known) => known.deprecated)).toEqual([
      undefined,
      { since: '2026-05-01', reason: 'names are split by the producer' },
      undefined,
    ])
  })
})

describe('defineCommand', () => {
  it.each(['order.created', 'cancelled_order', 'cancel'])('refuses %s', (type) => {
    expect(() => defineCommand({ type, addressee: 'x', meaning: 'x', schema: z.object({}), example: {} })).toThrow(
      /imperative/,
    )
  })
})

describe('decodeEvent', () => {
  const decode = (change: Record<string, unknown>) => () => decodeEvent(catalog, { ...valid, ...change })

  it('reads a valid event and drops fields it does not know', () => {
    expect(decode({ added_later: true, data: { ...orderCreated.example, added: 1 } })()).toEqual(valid)
  })

  it.each([
    ['no object', 'text', 'ENVELOPE_INVALID'],
    ['no id', { ...valid, event_id: undefined }, 'ENVELOPE_INVALID'],
    ['an id that is no UUIDv7', { ...valid, event_id: 'evt_1' }, 'ENVELOPE_INVALID'],
    ['sequence 0', { ...valid, sequence: 0 }, 'ENVELOPE_INVALID'],
    ['an unknown type', { ...valid, event_type: 'order.lost' }, 'TYPE_UNKNOWN'],
    ['a version newer than known', { ...valid, version: 2 }, 'VERSION_UNKNOWN'],
    ['data against its schema', { ...valid, data: { ...orderCreated.example, items: [] } }, 'DATA_INVALID'],
  ])('refuses %s', (_, value, code) => {
    expect(() => decodeEvent(catalog, value)).toThrow(expect.objectContaining({ name: 'ContractError', code }))
  })

  it('points at each violation', () => {
    const items = [{ product_id: 'prod_1', quantity: 0, price: -1 }]
    try {
      decode({ data: { ...orderCreated.example, items, currency: 'XXL' } })()
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        violations: [
          { pointer: '/data/items/0/quantity' },
          { pointer: '/data/items/0/price' },
          { pointer: '/data/currency' },
        ],
      })
    }
  })
})
