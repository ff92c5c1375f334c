import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../../ops/catalog/model.ts'
import { seenOf } from '../../../ops/catalog/seen/seen.ts'
import { seenText } from '../../../ops/catalog/seen/text.ts'

const event = (type: string, version: number, oldest = 1) => ({
  type,
  version,
  versions: Array.from({ length: version - oldest + 1 }, (_, index) => ({ version: oldest + index, fields: {} })),
  aggregate: 'a',
  producer: 'p',
  meaning: '',
})
const consumer = (name: string, subscribesTo: readonly string[] | '*', accepts: readonly string[] = []) => ({
  name,
  service: name,
  subscribesTo,
  accepts,
  ordering: 'none',
  delivery: 'at-least-once',
  filtersOn: [],
  breakers: [],
})
const catalog: Catalog = {
  events: [event('order.created', 2), event('order.cancelled', 1), event('stock.counted', 1)],
  commands: [],
  services: [],
  consumers: [
    consumer('payment', ['order.created']),
    consumer('refund', ['order.cancelled']),
    consumer('audit', '*'),
    consumer('orders', [], ['confirm_order']),
  ],
}
const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T10:00:00.000Z', most: 100 }
const stated = async function* (...events: readonly (readonly [type: string, version: number, hour: number])[]) {
  for (const [event_type, version, hour] of events) {
    yield { event_type, version, timestamp: `2026-01-01T0${hour}:00:00.000Z` }
  }
}

describe('what was really stated', () => {
  it('is counted by type, version and hour, and held against what is declared', async () => {
    const events = stated(
      ['order.created', 1, 1],
      ['order.created', 2, 2],
      ['stock.counted', 1, 3],
      ['order.created', 2, 4],
      ['order.archived', 1, 5],
      ['order.created', 3, 6],
    )
    expect(await seenOf(catalog, events, period)).toEqual({
      from: period.from,
      to: period.to,
      events: 6,
      isCut: false,
      types: [
        {
          type: 'order.created',
          count: 4,
          versions: { 1: 1, 2: 2, 3: 1 },
          perHour: 0.4,
          latest: '2026-01-01T06:00:00.000Z',
          takenBy: ['payment'],
        },
        expect.objectContaining({ type: 'order.archived', count: 1, takenBy: [] }),
        expect.objectContaining({ type: 'stock.counted', count: 1, takenBy: [] }),
      ],
      notStated: ['order.cancelled'],
      unknown: ['order.created version 3', 'order.archived'],
      notTaken: ['order.archived', 'stock.counted'],
      withoutEvents: ['refund'],
    })
  })

  it('names a version that was retired and is stated all the same', async () => {
    const retired = { ...catalog, events: [event('order.created', 2, 2)] }
    const { unknown } = await seenOf(retired, stated(['order.created', 1, 1], ['order.created', 2, 2]), period)
    expect(unknown).toEqual(['order.created version 1'])
  })

  it('ends where it was told to, and reckons its rates by that', async () => {
    const events = stated(['order.created', 2, 1], ['order.created', 2, 2], ['order.created', 2, 9])
    const seen = await seenOf(catalog, events, { ...period, most: 2 })
    expect(seen).toMatchObject({ events: 2, isCut: true, to: '2026-01-01T02:00:00.000Z' })
    expect(seen.types).toMatchObject([{ count: 2, perHour: 1 }])
    expect(seenText(seen, 120)).toContain(
      '2 events stated from 2026-01-01T00:00:00.000Z to 2026-01-01T02:00:00.000Z (and more since',
    )
  })

  it('may be nothing', async () => {
    const seen = await seenOf(catalog, stated(), period)
    expect(seen.withoutEvents).toEqual(['payment', 'refund', 'audit'])
    expect(seenText(seen, 80)).toBe(
      [
        '0 events stated from 2026-01-01T00:00:00.000Z to 2026-01-01T10:00:00.000Z',
        '',
        'Declared, and not stated: order.created, order.cancelled, stock.counted',
        '',
        'Consumers that nothing was stated for: payment, refund, audit',
        '',
      ].join('\n'),
    )
  })

  it('is told as a table', async () => {
    const text = seenText(await seenOf(catalog, stated(['order.created', 1, 1], ['order.created', 2, 2]), period), 120)
    expect(text).toMatch(/order\.created +2 +0\.2 +1: 1, 2: 1 +2026-01-01T02:00:00\.000Z +payment\n/)
  })
})
