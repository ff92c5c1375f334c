import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Journeys } from '../../dev/timeline/journeys.ts'
import { printLive } from '../../dev/timeline/live.ts'

const subscribers: Record<string, string[]> = { 'order.created': ['payment', 'audit'], 'product.priced': ['audit'] }

function screen(since = 0) {
  const journeys = new Journeys((type) => subscribers[type] ?? [], since)
  let text = ''
  printLive(journeys, 'order.created', { write: (more) => (text += stripVTControlCharacters(more)) }, () => 0)
  const read = (fields: Record<string, unknown>) => {
    text = ''
    const base = {
      outcome: 'processed',
      consumer: 'audit',
      event_id: 'evt_1',
      event_type: 'order.created',
      aggregate_id: 'ord_1',
    }
    journeys.readLog(JSON.stringify({ ...base, correlation_id: 'req_1', duration_ms: 3, ...fields }), 1_000)
    return text
  }
  return read
}

describe('npm start prints what requests set in motion', () => {
  it('the timeline of an order grows with each answer, and ends with its sum', () => {
    const read = screen()
    expect(read({})).toMatch(/^Order ord_1 {2}req_1\n.*order\.created\n.*audit.*processed.*\n$/)
    const end = read({ consumer: 'payment' })
    expect(end).toMatch(/^.*payment.*processed.*\n.*every consumer reached/)
    expect(end).not.toContain('Order ord_1')
  })

  it('what comes between the answers of a later order has a line apart, and does not tear its timeline apart', () => {
    const read = screen()
    const later = { correlation_id: 'req_2', aggregate_id: 'ord_2', event_id: 'evt_2' }
    read({})
    expect(read(later)).toContain('Order ord_2')
    const between = read({ outcome: 'failed', consumer: 'payment' })
    expect(between).toMatch(/^Order ord_1 {2}order\.created → payment .*failed.*\n$/)
    expect(read({ consumer: 'payment' })).toMatch(
      /^Order ord_1 .*processed.*\nOrder ord_1 {2}req_1 {2}3 deliveries in .*\n$/,
    )
    expect(read({ ...later, consumer: 'payment' })).toMatch(/^ +├─ payment .*\n.*every consumer reached/)
  })

  it('other requests have one line, once all consumers have answered', () => {
    const read = screen()
    const text = read({ event_type: 'product.priced', aggregate_id: 'prod_1' })
    expect(text).toMatch(/^product\.priced {2}prod_1 {2}req_1 {2}1 delivery in \d+ ms\n$/)
  })

  it('a message that comes again after all was done has a line of its own', () => {
    const read = screen()
    read({})
    read({ outcome: 'dead-lettered', consumer: 'payment', error: { code: 'GONE', message: 'away' } })
    expect(read({ consumer: 'payment' })).toBe('later  order.created ord_1  → payment  processed  req_1\n')
  })

  it('a message that was edited goes to one consumer, so each of its outcomes has a line, and no other consumer is awaited', () => {
    const read = screen()
    const priced = { event_type: 'order.created', correlation_id: 'req_7' }
    read(priced)
    read({ ...priced, outcome: 'dead-lettered', consumer: 'payment' })
    const edited = { ...priced, event_id: 'evt_edited', consumer: 'payment' }
    expect(read({ ...edited, outcome: 'failed' })).toMatch(
      /^later {2}order\.created ord_1 {2}→ payment {2}failed {2}req_7\n$/,
    )
    expect(read({ ...edited, outcome: 'dead-lettered' })).toMatch(/^later .*dead-lettered/)
    expect(read(edited)).toMatch(/^later .*processed/)
  })

  it('an event of an earlier run that is sent again has a line of its own', () => {
    const read = screen(Date.parse('2026-01-01T00:00:00Z'))
    // Of April 2025.
    const old = { event_id: 'evt_01960000-0000-7000-8000-000000000001', event_type: 'product.priced' }
    expect(read(old)).toMatch(/^later {2}product\.priced ord_1 {2}→ audit {2}processed/)
  })

  it('many orders at once have a line each', () => {
    const read = screen()
    for (let order = 0; order < 5; order++) read({ correlation_id: `req_${order}`, event_id: `evt_${order}` })
    expect(read({ correlation_id: 'req_9', event_id: 'evt_9' })).toBe('')
    expect(read({ correlation_id: 'req_9', event_id: 'evt_9', consumer: 'payment' })).toMatch(
      /^Order ord_1 {2}req_9 {2}2 deliveries/,
    )
  })
})
