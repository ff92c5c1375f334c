import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PermanentError } from '../../../lambdas/runtime/errors.ts'
import { outcomeLine } from '../../../lambdas/runtime/telemetry/outcome-line.ts'
import { outcomeOf } from '../../../ops/tail/outcome.ts'

it('an outcome is read back as the consumer runtime wrote it', () => {
  const at = Date.parse('2026-04-28T10:30:00.000Z')
  const text = outcomeLine('payment', at, {
    delivery: { messageId: 'm1', receiptHandle: 'r', receiveCount: 2, sentAt: at, body: '', groupId: undefined },
    message: {
      id: 'evt_1',
      type: 'order.created',
      aggregateId: 'ord_1',
      correlationId: 'req_1',
      causationId: 'cmd_1',
      timestamp: '2026-04-28T10:29:59.000Z',
      envelope: { metadata: {} },
    },
    outcome: { kind: 'dead-lettered', error: new PermanentError('GONE', 'No such account.'), failures: 1 },
    attempt: 1,
    durationMs: 12,
  } as unknown as Parameters<typeof outcomeLine>[2])
  expect(outcomeOf({ function: 'consumer-payment', at, id: '1', text })).toMatchObject({
    at: '2026-04-28T10:30:00.000Z',
    consumer: 'payment',
    outcome: 'dead-lettered',
    event_id: 'evt_1',
    correlation_id: 'req_1',
    causation_id: 'cmd_1',
    lag_ms: 1000,
    error: 'GONE: No such account.',
    led_to: [],
  })
  for (const other of ['', 'plain', '{"outcome":', '{"outcome":1}']) {
    expect(outcomeOf({ function: 'f', at: 1, id: '1', text: other })).toBeUndefined()
  }
})

it('whatever a function logs, it is an outcome or none, and its parts are texts', () => {
  const names = ['consumer', 'outcome', 'error', 'appended', 'commands', 'attempt', 'event_id', 'timestamp'] as const
  const error = fc.dictionary(fc.constantFrom('name', 'code', 'message', 'stack'), fc.jsonValue())
  const line = fc.oneof(
    fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), fc.string(), error)),
    fc.record({
      consumer: fc.string(),
      outcome: fc.string(),
      error,
      appended: fc.jsonValue(),
      commands: fc.jsonValue(),
    }),
  )
  let outcomes = 0
  fc.assert(
    fc.property(line, (logged) => {
      const found = outcomeOf({ function: 'f', at: 1, id: '1', text: JSON.stringify({ outcome: '', ...logged }) })
      if (!found) return
      outcomes++
      for (const text of [found.error, found.stack]) expect(text === null || typeof text === 'string').toBe(true)
      for (const { id, type } of found.led_to) expect([typeof id, typeof type]).toEqual(['string', 'string'])
    }),
  )
  expect(outcomes).toBeGreaterThan(0)
})
