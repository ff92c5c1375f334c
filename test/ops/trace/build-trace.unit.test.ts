import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { DeliveryOutcome } from '../../../ops/tail/outcome.ts'
import { buildTrace } from '../../../ops/trace/build-trace.ts'
import { traceText } from '../../../ops/trace/text.ts'
import { type Addressees, deliveryKey, type TracedStep, type TraceSources } from '../../../ops/trace/trace.ts'

const start = Date.parse('2026-04-28T10:30:00.000Z')
const idAt = (prefix: string, afterMs: number, number = 0): string => {
  const hex = (start + afterMs).toString(16).padStart(12, '0')
  return `${prefix}_${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`
}
const [created, processed, confirm, confirmed] = [
  idAt('evt', 0),
  idAt('evt', 40),
  idAt('cmd', 60),
  idAt('evt', 80),
] as const

const subscribers: Record<string, readonly string[]> = {
  'order.created': ['payment', 'audit'],
  'payment.processed': ['checkout', 'audit'],
  confirm_order: ['order-commands'],
  'order.confirmed': ['audit'],
}
const addressees: Addressees = {
  of: (type) => subscribers[type] ?? [],
  leavesMarkers: (consumer) => consumer !== 'audit',
}

const outcome = (change: Partial<DeliveryOutcome>, afterMs: number): DeliveryOutcome => ({
  at: new Date(start + afterMs).toISOString(),
  consumer: 'payment',
  outcome: 'processed',
  event_id: created,
  event_type: 'order.created',
  aggregate_id: 'ord_1',
  correlation_id: 'req_1',
  causation_id: 'cmd_0',
  attempt: 1,
  duration_ms: 10,
  lag_ms: null,
  delay_seconds: null,
  replay_id: null,
  error: null,
  stack: null,
  led_to: [],
  ...change,
})

const event = (event_id: string, event_type: string, causation_id: string) => ({
  event_id,
  event_type,
  aggregate_type: event_type.split('.')[0] ?? '',
  aggregate_id: 'ord_1',
  sequence: 1,
  metadata: { causation_id },
})

const sources: TraceSources = {
  correlationId: 'req_1',
  requests: [
    {
      at: new Date(start + 20).toISOString(),
      route: 'POST /orders',
      path: '/orders',
      status: 201,
      duration_ms: 25,
      error: null,
    },
  ],
  outcomes: [
    outcome({ consumer: 'audit' }, 30),
    outcome({ outcome: 'failed', error: 'BANK: away', delay_seconds: 1 }, 35),
    outcome({ attempt: 2, led_to: [{ id: processed, type: 'payment.processed' }] }, 1_050),
    outcome(
      {
        consumer: 'checkout',
        event_id: processed,
        event_type: 'payment.processed',
        causation_id: created,
        led_to: [{ id: confirm, type: 'confirm_order' }],
      },
      1_070,
    ),
  ],
  events: [
    event(created, 'order.created', 'cmd_0'),
    event(processed, 'payment.processed', created),
    event(confirmed, 'order.confirmed', confirm),
  ],
  marks: new Map([
    [deliveryKey('payment', created), 'completed'],
    [deliveryKey('order-commands', confirm), 'completed'],
  ]),
  deadLetters: new Map(),
  notes: [],
}

const idsOf = (step: TracedStep): string[] => [
  step.id,
  ...[...step.deliveries.flatMap(({ led_to }) => led_to), ...step.led_to].flatMap(idsOf),
]
const trace = (change: Partial<TraceSources> = {}) => buildTrace({ ...sources, ...change }, addressees)

describe('a trace', () => {
  it('is a tree: what an effect led to stands below its delivery, with milliseconds from the request on', () => {
    const [root, ...others] = trace().steps
    expect(others).toEqual([])
    expect(root).toMatchObject({
      id: created,
      kind: 'event',
      stored_as: 'order/ord_1 1',
      offset_ms: 5,
      caused_by: 'cmd_0',
    })
    const payment = root?.deliveries.find(({ consumer }) => consumer === 'payment')
    expect(payment).toMatchObject({
      state: 'done',
      marker: 'completed',
      attempts: [
        { outcome: 'failed', attempt: 1, offset_ms: 40, delay_seconds: 1, error: 'BANK: away' },
        { outcome: 'processed', attempt: 2, offset_ms: 1_055 },
      ],
      led_to: [
        {
          id: processed,
          deliveries: [{ consumer: 'checkout', led_to: [{ id: confirm, kind: 'command' }] }, { consumer: 'audit' }],
        },
      ],
    })
  })

  it('holds each event and command once', () => {
    const ids = trace().steps.flatMap(idsOf)
    expect(ids.toSorted()).toEqual([created, processed, confirm, confirmed].toSorted())
  })

  it('believes a marker more than the log: the line of the last attempt may be lost with its function', () => {
    const [root] = trace({ outcomes: sources.outcomes.slice(0, 2) }).steps
    expect(root?.deliveries.find(({ consumer }) => consumer === 'payment')).toMatchObject({ state: 'done' })
  })

  it('puts what an effect led to below its cause, also where no log line is left', () => {
    const [root] = trace({ outcomes: [], requests: [], marks: new Map() }).steps
    expect(root).toMatchObject({ id: created, led_to: [{ id: processed }] })
    expect(root?.deliveries.map(({ state }) => state)).toEqual(['unknown', 'unknown'])
  })

  it('tells what is dead, from its record, and what a person has resolved since', () => {
    const note = {
      error_type: 'PermanentError:GONE',
      error: 'no account',
      thrown_in: 'charge (lambdas/payment/charge.ts)',
      attempts: 1,
      last_failed_at: 'then',
      status: 'dead',
    }
    const traceWith = (status: string) =>
      trace({
        outcomes: [],
        marks: new Map(),
        deadLetters: new Map([[deliveryKey('payment', created), { ...note, status }]]),
      })
    const stateWith = (status: string) =>
      traceWith(status).steps[0]?.deliveries.find(({ consumer }) => consumer === 'payment')?.state
    expect(stateWith('dead')).toBe('dead')
    expect(stateWith('retried')).toBe('unknown')
    expect(traceText(traceWith('dead'), 240)).toContain(
      'PermanentError:GONE: no account in charge (lambdas/payment/charge.ts)',
    )
  })

  it('shows events that cause each other, which only damage can bring about', () => {
    const events = [event(created, 'order.created', processed), event(processed, 'payment.processed', created)]
    const { steps } = trace({ outcomes: [], events })
    expect(steps.flatMap(idsOf).toSorted()).toEqual([created, processed].toSorted())
  })

  it('is empty where nothing is known', () => {
    expect(trace({ outcomes: [], events: [], requests: [] })).toMatchObject({ steps: [], requests: [] })
  })
})

describe('the text of a trace', () => {
  it('has a line for each attempt, and sums up', () => {
    const text = stripVTControlCharacters(traceText(trace(), 160))
    expect(text).toMatch(/0 ms {2}request POST \/orders answered 201 after 25 ms\n/)
    expect(text).toMatch(/40 ms {2}├─ payment +failed {2}10 ms {2}waits 1 s {2}BANK: away\n/)
    expect(text).toMatch(/1055 ms {2}├─ payment +done/)
    expect(text).toMatch(/├─ audit +unknown/)
    expect(text).toMatch(/3 events, 1 commands, 4 of 6 deliveries done, 2 open, 1075 ms/)
  })

  it.each([80, 160])('fits %d columns, and no event can rewrite the terminal', (width) => {
    const hostile = outcome({ outcome: 'failed', error: `\u001b[2J\u001b]0;x\u0007${'long '.repeat(60)}` }, 35)
    const text = traceText(trace({ outcomes: [hostile] }), width)
    expect(text).not.toContain('\u001b[2J')
    expect(text).not.toContain('\u001b]')
    for (const line of stripVTControlCharacters(text).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })
})
