import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod/mini'
import { catalog } from '../../events/catalog.ts'
import { catalogOf, decodeEvent, deprecationOf } from '../../events/decode.ts'
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
  it('holds what an upcast makes against the schema of the version: it is not widened by it', () => {
    const sized = defineEvent({ ...described, type: 'thing.sized' }).evolve({
      schema: z.object({ size: z.enum(['s', 'm']) }),
      example: { size: 's' },
      upcast: () => ({ size: 'm' }),
    })
    expectTypeOf(sized.example).toEqualTypeOf<{ size: 's' | 'm' }>()
    const sizes = { schema: z.object({ size: z.enum(['s', 'm']) }), example: { size: 's' } } as const
    // @ts-expect-error There is no such size.
    sized.evolve({ ...sizes, upcast: () => ({ size: 'x' }) })
    const parts = { schema: z.object({ parts: z.array(z.enum(['s', 'm'])) }), example: { parts: [] } }
    sized.evolve({ ...parts, upcast: ({ size }) => ({ parts: [size, 'm'] }) })
    // @ts-expect-error Nor such a part.
    sized.evolve({ ...parts, upcast: () => ({ parts: ['x'] }) })
  })

  it.each([
    'order.create',
    'order.creates',
    'order.status_update',
    'order.paying',
    'need.need',
    'order.set_price',
    'order.red',
  ])('refuses %s: not past tense', (type) => {
    expect(() => defineEvent({ ...described, type })).toThrow(/past tense/)
  })

  it.each(['order', 'Order.created', 'order.Created', 'order-created', 'order.created.now', '.created'])(
    'refuses %s: not entity.action',
    (type) => {
      expect(() => defineEvent({ ...described, type })).toThrow(/entity\.action/)
    },
  )

  it.each([
    'order.created',
    'notification.sent',
    'money.withdrawn',
    'order.status_updated',
    'user.signed_up',
    'payment.charged_back',
    'order.paid_out',
    'order.put_back',
    'order.cancelled_by_customer',
    'card.stolen',
    'parcel.stuck',
    'user.forgotten',
    'bid.outbid',
    'price.set',
  ])('allows %s', (type) => {
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

describe('versions that were retired', () => {
  const first = { ...described, type: 'thing.named', schema: z.object({ c: z.string() }), example: { c: '' } } as const
  const next = {
    schema: z.object({ e: z.string() }),
    example: { e: '' },
    upcast: ({ c }: { readonly c: string }) => ({ e: c }),
  }

  it('leave their numbers: an event begins with a later one, and leaves some out', () => {
    const event = defineEvent({ ...first, firstVersion: 3 }).evolve({
      ...next,
      version: 5,
      deprecatesPrevious: { since: '2026-05-01', reason: 'e is said' },
    })
    expect([event.version, event.versions.map(({ version }) => version)]).toEqual([5, [3, 5]])
    expect(event.parse({ c: 'x' }, 3)).toEqual({ e: 'x' })
    expect(event.parse({ e: 'x' }, 5)).toEqual({ e: 'x' })
    expect(deprecationOf(catalogOf([event]), { event_type: 'thing.named', version: 3 })).toBe('thing.named version 3')
    expect(deprecationOf(catalogOf([event]), { event_type: 'thing.named', version: 5 })).toBeUndefined()
  })

  it.each([1, 4, 6])('version %i is refused', (version) => {
    const event = defineEvent({ ...first, firstVersion: 3 }).evolve({ ...next, version: 5 })
    expect(() => event.parse({}, version)).toThrow(
      `Version ${version} of thing.named is not known here; known: 3, 5. Of a newer one, deploy the consumer before its producer; an older one was retired.`,
    )
  })

  it.each([0, 1.5, -1, Number.NaN])('are whole numbers from 1, and %d is not', (firstVersion) => {
    expect(() => defineEvent({ ...first, firstVersion })).toThrow(
      /thing\.named: firstVersion is .*; it must be a whole number from 1\.$/,
    )
  })

  it('come in ascending order', () => {
    const event = defineEvent({ ...first, firstVersion: 3 })
    expect(() => event.evolve({ ...next, version: 3 })).toThrow(/version is 3; it must be a whole number from 4\.$/)
  })
})

describe('defineCommand', () => {
  it.each(['cancel_order', 'seed_stock', 'feed_animals', 'embed_file', 'shed_load', 'proceed_order'])(
    'allows %s',
    (type) => {
      expect(defineCommand({ type, addressee: 'x', meaning: 'x', schema: z.object({}), example: {} }).type).toBe(type)
    },
  )

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
