import { describe, expect, it } from 'vitest'
import { fromEvent } from '../../../../lambdas/runtime/consumer/message.ts'
import type { Outcome, Processed } from '../../../../lambdas/runtime/consumer/outcome.ts'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { batchReporter } from '../../../../lambdas/runtime/telemetry/batch-reporter.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const finishedAt = Date.parse('2026-01-01T00:00:02.500Z')
const processed = (outcome: Outcome, number = 1): Processed => ({
  delivery: { messageId: `m-${number}`, receiptHandle: 'h', body: '', receiveCount: 1, sentAt: 0, groupId: undefined },
  message: fromEvent(orderCreatedEvent(number)),
  outcome,
  attempt: 1,
  durationMs: 40 + number,
})
const done: Outcome = { kind: 'processed', effects: { events: [], commands: [] } }

function report(...batch: Processed[]) {
  const written: string[] = []
  const write = batchReporter({ service: 'billing', consumer: 'billing', write: (text) => written.push(text) })
  write({ processed: batch, finishedAt })
  const lines = written
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    writes: written.length,
    logs: lines.filter((line) => !('_aws' in line)),
    metrics: lines.filter((line) => '_aws' in line),
  }
}

describe('telemetry of a batch', () => {
  it('leaves in one write', () => {
    expect(report(processed(done, 1), processed(done, 2)).writes).toBe(1)
  })

  it('has one line per message, with the ids that connect it', () => {
    const { logs } = report(processed(done, 1), processed({ kind: 'duplicate' }, 2))
    expect(logs).toMatchObject([
      {
        level: 'INFO',
        message: 'event processed',
        service: 'billing',
        consumer: 'billing',
        event_id: orderCreatedEvent(1).event_id,
        event_type: 'order.created',
        aggregate_id: 'ord_1',
        correlation_id: 'req_1',
        causation_id: 'req_1',
        outcome: 'processed',
        attempt: 1,
        duration_ms: 41,
        lag_ms: 2500,
      },
      { message: 'event duplicate', event_id: orderCreatedEvent(2).event_id },
    ])
  })

  it('tells the cause of a failure, with its stack', () => {
    const error = new PermanentError('NO_ACCOUNT', 'there is none')
    const { logs } = report(processed({ kind: 'dead-lettered', error, failures: 1 }))
    expect(logs).toMatchObject([
      {
        level: 'ERROR',
        message: 'event dead-lettered',
        error: { name: 'PermanentError', code: 'NO_ACCOUNT', stack: expect.stringContaining('there is none') },
      },
    ])
  })

  it('counts by consumer and by event type, in exactly the dimensions that alarms match', () => {
    const { metrics } = report(processed(done, 1), processed(done, 2), processed({ kind: 'duplicate' }, 3))
    expect(metrics).toHaveLength(1)
    expect(metrics[0]).toMatchObject({
      consumer: 'billing',
      event_type: 'order.created',
      EventsProcessed: 2,
      EventsDuplicate: 1,
      ProcessingTime: [41, 42, 43],
      EventLag: [2500, 2500],
      BatchSize: 3,
      _aws: {
        CloudWatchMetrics: [{ Namespace: 'EventPipeline', Dimensions: [['consumer'], ['consumer', 'event_type']] }],
      },
    })
  })

  it('says which circuit a message waits for', () => {
    const error = new DeferredError('CIRCUIT_OPEN', 'open', 30, { downstream: 'ses' })
    const { metrics } = report(processed({ kind: 'deferred', error, delaySeconds: 30 }))
    expect(metrics).toHaveLength(2)
    expect(metrics[1]).toMatchObject({
      CircuitOpen: 1,
      downstream: 'ses',
      _aws: { CloudWatchMetrics: [{ Dimensions: [['consumer', 'downstream']] }] },
    })
  })

  it('starts afresh with each batch', () => {
    const written: string[] = []
    const write = batchReporter({ service: 's', consumer: 'c', write: (text) => written.push(text) })
    for (const batch of [1, 2]) write({ processed: [processed(done, batch)], finishedAt })
    expect(written[1]).toContain('"EventsProcessed":1')
    expect(written[1]).toContain('"ProcessingTime":42')
  })
})
