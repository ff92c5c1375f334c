import { describe, expect, it } from 'vitest'
import { orderKept } from '../../../dev/soak/invariants/order-kept.ts'
import { effectsInOrder } from '../../../dev/soak/invariants/witnessed.ts'
import { watchConsumers } from '../../../dev/soak/watch.ts'
import type { World } from '../../../dev/soak/world.ts'
import type { LocalRuntime } from '../../../local/index.ts'

const types = ['order.created', 'order.confirmed', 'order.status_updated']
const events = types.map((event_type, index) => ({
  event_id: `evt_${index + 1}`,
  event_type,
  aggregate_id: 'ord_1',
  sequence: index + 1,
}))
const stored = [...events, { event_id: 'evt_p', event_type: 'payment.processed', aggregate_id: 'pay_1', sequence: 1 }]

const check = (witnessed: Record<string, number[]>) =>
  effectsInOrder.check({ events: stored, witnessed: new Map(Object.entries(witnessed)) } as unknown as World)

describe('effects of an ordered consumer', () => {
  it('each once and in order are right; what nobody takes in order is left out', () => {
    expect(check({ ord_1: [1, 2, 3] })).toEqual([])
  })

  it.each([
    ['a head that was run after what stood behind it', [2, 3, 1], 'ord_1: took effect 2, 3, 1: after a later one 1'],
    ['a release from the tail', [3, 2, 1], 'ord_1: took effect 3, 2, 1: after a later one 2, 1'],
    ['an effect that happened twice', [1, 1, 2, 3], 'ord_1: took effect 1, 1, 2, 3: more than once 1'],
    [
      'one that happened again later',
      [1, 2, 3, 1],
      'ord_1: took effect 1, 2, 3, 1: more than once 1; after a later one 1',
    ],
    ['a head that is gone', [2, 3], 'ord_1: took effect 2, 3: missing 1'],
    ['a tail that is gone', [1, 2], 'ord_1: took effect 1, 2: missing 3'],
    ['an event that nobody has stored', [1, 2, 3, 4], 'ord_1: took effect 1, 2, 3, 4: of no stored event 4'],
  ])('show %s', (_, seen, problem) => {
    expect(check({ ord_1: seen })).toEqual([problem])
  })

  it('show an aggregate of which nothing has happened, and one that is not there', () => {
    expect(check({ ord_2: [1] })).toEqual([
      'ord_1: took effect never: missing 1, 2, 3',
      'ord_2: no event of it is stored',
    ])
  })
})

/** The lines that the consumer logs, each `<sequence> <outcome>`. */
function logged(...lines: readonly string[]) {
  let listener: (functionName: string, line: string) => void = () => {}
  const local = {
    onInvocation: () => {},
    onLog: (listen: typeof listener) => {
      listener = listen
    },
  } as unknown as LocalRuntime
  const watch = watchConsumers(local, false)
  for (const line of lines) {
    const [sequence, outcome] = line.split(' ')
    const { event_id, event_type, aggregate_id } = events[Number(sequence) - 1]!
    const fields = { consumer: 'order-view', outcome, event_id, event_type, aggregate_id, correlation_id: 'c' }
    listener('function', JSON.stringify(fields))
  }
  return orderKept.check({ applied: watch.applied, events } as unknown as World)
}

describe('the log of an ordered consumer', () => {
  it.each([
    ['all is well', ['1 processed', '2 processed', '3 processed']],
    ['something came again', ['1 processed', '1 duplicate', '2 processed', '1 duplicate', '3 processed']],
    [
      'a head was parked, and released in order',
      ['1 parked-as-head', '2 parked', '1 processed', '2 processed', '3 processed'],
    ],
  ])('is in order when %s', (_, lines) => {
    expect(logged(...lines)).toEqual([])
  })

  it.each([
    ['what stands behind a head runs before it', ['1 parked-as-head', '2 processed', '3 processed', '1 processed']],
    ['what comes after a dead letter runs before it', ['1 dead-lettered', '2 processed', '3 processed', '1 processed']],
    [
      'a release begins at the tail',
      ['1 parked-as-head', '2 parked', '3 parked', '3 processed', '2 processed', '1 processed'],
    ],
    ['a parked one never runs', ['1 parked-as-head', '2 parked', '1 processed', '3 processed']],
  ])('is not when %s', (_, lines) => {
    expect(logged(...lines)).not.toEqual([])
  })
})
