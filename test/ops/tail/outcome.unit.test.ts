import { expect, it } from 'vitest'
import { PermanentError } from '../../../lambdas/runtime/errors.ts'
import { outcomeLine } from '../../../lambdas/runtime/telemetry/outcome-line.ts'
import { outcomeOf } from '../../../ops/tail/outcome.ts'

it('an outcome is read back as the consumer runtime wrote it', () => {
  const at = Date.parse('2026-04-28T10:30:00.000Z')
  const text = outcomeLine('payment', 'payment', at, {
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
  } as unknown as Parameters<typeof outcomeLine>[3])
  expect(outcomeOf({ function: 'consumer-payment', at: 1, id: '1', text })).toMatchObject({
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
