import { HTTP, CloudEvent as JudgedCloudEvent } from 'cloudevents'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allEvents } from '../../events/catalog.ts'
import { fromCloudEvent } from '../../events/cloud-events/from-cloud-event.ts'
import { ownId } from '../../events/cloud-events/own-id.ts'
import { toCloudEvent } from '../../events/cloud-events/to-cloud-event.ts'
import { catalogOf, decodeEvent } from '../../events/decode.ts'
import { defineEvent } from '../../events/define-event.ts'
import { type EventEnvelope, eventId } from '../../events/envelope.ts'
import { parcelDelivered } from '../support/external-event.ts'

const identifier = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/)
const anyEvent: fc.Arbitrary<EventEnvelope> = fc
  .record({
    definition: fc.constantFrom(...allEvents),
    id: fc.uuid({ version: 7 }),
    time: fc.date({ min: new Date('2020-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
    aggregate_id: identifier,
    sequence: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    // Zod drops this key, so that nobody's prototype is changed by data.
    data: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.jsonValue(),
    ),
    correlation_id: identifier,
    causation_id: identifier,
    private: fc.record({ user_id: fc.string(), ip_address: fc.string(), reply_to: identifier }, { requiredKeys: [] }),
  })
  .map(({ definition, id, time, data, aggregate_id, sequence, correlation_id, causation_id, private: hidden }) => ({
    event_id: `evt_${id}`,
    event_type: definition.type,
    version: definition.version,
    timestamp: time.toISOString(),
    aggregate_type: definition.aggregate,
    aggregate_id,
    sequence,
    data: JSON.parse(JSON.stringify(data)) as Record<string, unknown>,
    metadata: { source: definition.producer, correlation_id, causation_id, ...hidden },
  }))

describe('an event of ours as a CloudEvent', () => {
  it('is one by the judgement of the CNCF library, in structured mode over HTTP, too', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const ours = toCloudEvent(event)
        const judged = new JudgedCloudEvent(ours as never, true)
        expect(judged.validate()).toBe(true)
        expect(JSON.parse(JSON.stringify(judged))).toEqual(JSON.parse(JSON.stringify(ours)))
        const { headers, body } = HTTP.structured(judged)
        expect(JSON.parse(JSON.stringify(HTTP.toEvent({ headers, body })))).toEqual(JSON.parse(JSON.stringify(ours)))
      }),
      { numRuns: 100 },
    )
  })

  it('says its place in the stream of its aggregate, and claims no order of all events of its source', () => {
    const { aggregatesequence, ...others } = toCloudEvent({ ...decodeEvent(known, given), sequence: 10 })
    expect(aggregatesequence).toBe('10')
    expect(Object.keys(others)).not.toContain('sequence')
    // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions
    for (const name of Object.keys(others)) expect(name).toMatch(/^[a-z0-9]{1,20}$/)
  })

  it('tells nobody who asked from where, nor who awaits a reply', () => {
    const hidden = { user_id: 'u-17', ip_address: '10.0.0.9', user_agent: 'curl-x', reply_to: 'order-commands' }
    fc.assert(
      fc.property(anyEvent, (event) => {
        const text = JSON.stringify({
          ...toCloudEvent({ ...event, metadata: { ...event.metadata, ...hidden } }),
          data: undefined,
        })
        for (const value of Object.values(hidden)) expect(text).not.toContain(`"${value}"`)
      }),
      { numRuns: 50 },
    )
  })

  it('comes back as the same event, but for what a stranger may not state', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { event_type: type, aggregate_type: aggregate, metadata } = event
        const back = fromCloudEvent(JSON.parse(JSON.stringify(toCloudEvent(event))), {
          type,
          aggregate,
          producer: metadata.source,
          sources: [`/${metadata.source}`],
        })
        const { source, correlation_id, causation_id } = metadata
        expect(back).toEqual({
          ...event,
          event_id: ownId(`/${source}`, event.event_id),
          sequence: 1,
          metadata: { source, correlation_id, causation_id },
        })
      }),
      { numRuns: 200 },
    )
  })
})

const orderCreated = defineEvent({
  type: 'order.created',
  aggregate: 'order',
  producer: 'order-service',
  meaning: 'Ours.',
  schema: z.object({ order_id: z.string() }),
  example: { order_id: 'ord_456' },
})
const known = catalogOf([parcelDelivered, orderCreated])
const given = {
  specversion: '1.0',
  id: '4711',
  source: 'https://carrier.example.com/parcels',
  type: 'parcel.delivered',
  subject: 'JD0146-0000',
  time: '2026-04-28T12:30:00.5+02:00',
  data: { order_id: 'ord_456' },
}
const codeOf = (value: unknown) => {
  try {
    decodeEvent(known, value)
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('a CloudEvent of another team', () => {
  it('is read as an event, by the schema that is declared for it', () => {
    expect(decodeEvent(known, given)).toEqual({
      event_id: ownId(given.source, given.id),
      event_type: 'parcel.delivered',
      version: 1,
      timestamp: '2026-04-28T10:30:00.500Z',
      aggregate_type: 'parcel',
      aggregate_id: 'JD0146-0000',
      sequence: 1,
      data: { order_id: 'ord_456' },
      metadata: {
        source: 'carrier',
        correlation_id: ownId(given.source, given.id),
        causation_id: '4711',
      },
    })
  })

  it.each([
    ['2024-02-29t23:30:00.123456789012-05:00', '2024-03-01T04:30:00.123Z'],
    ['2026-12-31T23:59:59z', '2026-12-31T23:59:59.000Z'],
  ])('may state its time in every form of RFC 3339: %s', (time, timestamp) => {
    expect(decodeEvent(known, { ...given, time }).timestamp).toBe(timestamp)
  })

  it.each(['application/JSON', 'text/json; charset=utf-8', 'application/vnd.parcel+Json'])(
    'may write its kind of content in any case: %s',
    (datacontenttype) => {
      expect(decodeEvent(known, { ...given, datacontenttype })).toMatchObject({ event_type: 'parcel.delivered' })
    },
  )

  it('may have attributes that are null: they are unset', () => {
    const unset = { subject: null, datacontenttype: null, schemaversion: null, correlationid: null, causationid: null }
    const { subject: _, ...without } = given
    expect(decodeEvent(known, { ...given, ...unset, dataschema: null, other: null })).toEqual(
      decodeEvent(known, without),
    )
  })

  it('is taken as the CNCF library writes it', () => {
    const written = new JudgedCloudEvent({ ...given, datacontenttype: 'application/json' } as never)
    expect(decodeEvent(known, JSON.parse(JSON.stringify(written)))).toMatchObject({ event_type: 'parcel.delivered' })
  })

  it('has the same id on every copy, and never one that it chose itself', () => {
    const idOf = (value: object) => decodeEvent(known, { ...given, ...value }).event_id
    expect(idOf({ time: '2026-04-29T00:00:00Z' })).toBe(idOf({}))
    expect(idOf({ id: '4712' })).not.toBe(idOf({}))
    const chosen = 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'
    expect(idOf({ id: chosen })).not.toBe(chosen)
    fc.assert(
      fc.property(fc.string(), fc.string(), (source, id) => {
        expect(eventId.safeParse(ownId(source, id)).success).toBe(true)
      }),
    )
    // Source and id are told apart.
    expect(ownId('a', 'bc')).not.toBe(ownId('ab', 'c'))
  })

  it('cannot state what only we may: user, reply, replay, producer, sequence', () => {
    const metadata = { user_id: 'root', reply_to: 'order-commands', replay_scope: 'x', replay_id: 'y' }
    const hostile = { ...given, ...metadata, metadata, sequence: '99', event_id: 'evt_x', aggregate_id: 'ord_1' }
    expect(decodeEvent(known, hostile)).toEqual(decodeEvent(known, given))
  })

  it.each([
    ['a type of ours', { ...given, type: 'order.created' }, 'SENDER_UNKNOWN'],
    ['another source', { ...given, source: 'https://carrier.example.com.evil.example' }, 'SENDER_UNKNOWN'],
    ['an envelope of ours in its place', { ...decodeEvent(known, given), version: 1 }, 'SENDER_UNKNOWN'],
    ['an unknown type', { ...given, type: 'parcel.lost' }, 'TYPE_UNKNOWN'],
    ['a type that is an object', { ...given, type: { toString: 'x' } }, 'TYPE_UNKNOWN'],
    ['a version that is not known yet', { ...given, schemaversion: '2' }, 'VERSION_UNKNOWN'],
    ['data of another shape', { ...given, data: { order: 1 } }, 'DATA_INVALID'],
    ['no time', { ...given, time: undefined }, 'ENVELOPE_INVALID'],
    ['a time that is none', { ...given, time: '2026-13-28T10:30:00Z' }, 'ENVELOPE_INVALID'],
    ['February 30', { ...given, time: '2026-02-30T10:30:00Z' }, 'ENVELOPE_INVALID'],
    ['February 29 of a common year, elsewhere', { ...given, time: '2026-02-29t23:30:00.5-05:00' }, 'ENVELOPE_INVALID'],
    ["24 o'clock", { ...given, time: '2026-04-28T24:00:00+02:00' }, 'ENVELOPE_INVALID'],
    ['an offset that is none', { ...given, time: '2026-04-28T10:30:00+25:00' }, 'ENVELOPE_INVALID'],
    ['a leap second, which no clock of ours can keep', { ...given, time: '2016-12-31T23:59:60Z' }, 'ENVELOPE_INVALID'],
    ['an older specification', { ...given, specversion: '0.3' }, 'ENVELOPE_INVALID'],
    ['binary data', { ...given, data: undefined, data_base64: 'AAAA' }, 'ENVELOPE_INVALID'],
    ['data in two forms', { ...given, data_base64: 'AAAA' }, 'ENVELOPE_INVALID'],
    ['a required attribute that is null', { ...given, source: null }, 'ENVELOPE_INVALID'],
    ['data that is null', { ...given, data: null }, 'ENVELOPE_INVALID'],
    ['data that is XML', { ...given, datacontenttype: 'application/xml' }, 'ENVELOPE_INVALID'],
    ['data that is a list', { ...given, data: [] }, 'ENVELOPE_INVALID'],
    ['an empty id', { ...given, id: '' }, 'ENVELOPE_INVALID'],
  ])('is refused with %s', (_, value, code) => {
    expect(codeOf(value)).toBe(code)
  })

  it('whatever it is, is read or refused for its contract, and nothing else happens', () => {
    const keys = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data', 'schemaversion'] as const
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const changed = { ...given, [key]: value }
        try {
          expect(decodeEvent(known, changed).event_type).toBe('parcel.delivered')
        } catch (error) {
          expect((error as Error).name).toBe('ContractError')
        }
      }),
    )
  })

  it('about a subject that cannot be an id of ours is told apart from others by a hash of it', () => {
    const idOf = (subject: string) => decodeEvent(known, { ...given, subject }).aggregate_id
    expect(idOf('parcel/JD1')).toBe('JD1')
    expect(idOf('Überseekiste 7')).toMatch(/^subject_[0-9a-f]{32}$/)
    expect(idOf('Überseekiste 7')).toBe(idOf('Überseekiste 7'))
    expect(idOf('Überseekiste 8')).not.toBe(idOf('Überseekiste 7'))
  })
})
