import { describe, expect, it } from 'vitest'
import { Completions } from '../../../bench/latency/completions.ts'

const line = (consumer: string, event_type: string, more: object = {}) =>
  `SomeFunction  ${JSON.stringify({ outcome: 'processed', consumer, event_type, event_id: 'evt_1', correlation_id: 'cor_1', ...more })}`

const created = line('payment', 'order.created', { aggregate_id: 'ord_1' })
const ended = (type: string) => line('order-commands', 'some_command', { appended: [{ id: 'evt_2', type }] })
const told = (type: string) => line('notification', type, { aggregate_id: 'ord_1' })

function following(...lines: string[]): Completions {
  const completions = new Completions()
  for (const [index, text] of lines.entries()) completions.read(text, index)
  return completions
}

describe('completions', () => {
  it('are there when the order has ended and the customer was told', () => {
    const completions = following(created, ended('order.confirmed'), told('order.confirmed'))
    expect(completions.of('ord_1')).toEqual({ status: 'confirmed', endedAt: 1, toldAt: 2 })
    expect(completions.count).toBe(1)
  })

  it('tell a cancelled order from a confirmed one', () => {
    expect(following(created, ended('order.cancelled'), told('order.cancelled')).of('ord_1')?.status).toBe('cancelled')
  })

  it('do not need the lines in order: workers log independently', () => {
    const completions = following(told('order.confirmed'), ended('order.confirmed'), created)
    expect(completions.of('ord_1')).toEqual({ status: 'confirmed', endedAt: 1, toldAt: 0 })
  })

  it.each([
    ['the end', [created, told('order.confirmed')]],
    ['the mail', [created, ended('order.confirmed')]],
    ['the mail about the end', [created, ended('order.confirmed'), told('order.created')]],
    [
      'success of the mail',
      [created, ended('order.confirmed'), told('order.confirmed').replace('processed', 'failed')],
    ],
  ])('are not there without %s', (_missing, lines) => {
    const completions = following(...lines)
    expect(completions.of('ord_1')).toBeUndefined()
    expect(completions.count).toBe(0)
  })

  it('pass over lines that are no outcomes', () => {
    expect(following('HTTP API      http://127.0.0.1:1', 'SomeFunction  {"outcome": broken').count).toBe(0)
  })
})
