import { describe, expect, it } from 'vitest'
import { DeferredError, PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import type { Outcome, SettledDelivery } from '../../../../lambdas/runtime/messages/outcome.ts'
import { batchReporter, type ReporterOptions } from '../../../../lambdas/runtime/telemetry/batch-reporter.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const finishedAt = Date.parse('2026-01-01T00:00:02.500Z')
const processed = (outcome: Outcome, number = 1): SettledDelivery => ({
  delivery: { messageId: `m-${number}`, receiptHandle: 'h', body: '', receiveCount: 1, sentAt: 0, groupId: undefined },
  message: fromEvent(orderCreatedEvent(number)),
  outcome,
  attempt: 1,
  durationMs: 40 + number,
})
const done: Outcome = { kind: 'processed', effects: { events: [], commands: [] } }

const options = {
  service: 'billing',
  consumer: 'billing',
  namespace: 'EventPipeline/dev',
  detail: 'essential',
} as const

const report = (...batch: SettledDelivery[]) => reportWith(options, ...batch)

function reportWith(settings: Omit<ReporterOptions, 'write'>, ...batch: SettledDelivery[]) {
  const written: string[] = []
  const write = batchReporter({ ...settings, write: (text) => written.push(text) })
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

  it('counts what came in a deprecated form and was processed, unless a replay has sent it', () => {
    const old = (number: number, outcome: Outcome, replay_id?: string): SettledDelivery => {
      const event = orderCreatedEvent(number)
      const metadata = { ...event.metadata, ...(replay_id && { replay_id }) }
      return { ...processed(outcome, number), message: fromEvent({ ...event, metadata }, 'order.created version 1') }
    }
    const { logs, metrics } = report(
      old(1, done),
      old(2, done),
      old(3, { kind: 'duplicate' }),
      old(4, done, 'rpl_1'),
      processed(done, 5),
    )
    expect(metrics[0]).toMatchObject({ consumer: 'billing', EventsDeprecated: 2, EventsProcessed: 4 })
    expect(logs.map(({ deprecated }) => deprecated)).toEqual([...Array(4).fill('order.created version 1'), undefined])
    expect(report(processed(done)).metrics[0]).not.toHaveProperty('EventsDeprecated')
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

  it('counts by consumer in the namespace of its stage, in exactly the dimensions that alarms match', () => {
    const { metrics } = report(processed(done, 1), processed(done, 2), processed({ kind: 'duplicate' }, 3))
    expect(metrics).toHaveLength(1)
    expect(metrics[0]).toMatchObject({
      consumer: 'billing',
      EventsProcessed: 2,
      EventsDuplicate: 1,
      ProcessingTime: [41, 42, 43],
      EventLag: [2500, 2500],
      _aws: { CloudWatchMetrics: [{ Namespace: 'EventPipeline/dev', Dimensions: [['consumer']] }] },
    })
    expect(metrics[0]).not.toHaveProperty('event_type')
    expect(metrics[0]).not.toHaveProperty('BatchSize')
  })

  it('counts by event type, too, and the size of batches, only when asked for detailed metrics', () => {
    const { metrics } = reportWith({ ...options, detail: 'detailed' }, processed(done, 1), processed(done, 2))
    expect(metrics).toMatchObject([
      {
        event_type: 'order.created',
        EventsProcessed: 2,
        BatchSize: 2,
        _aws: { CloudWatchMetrics: [{ Dimensions: [['consumer'], ['consumer', 'event_type']] }] },
      },
    ])
  })

  it('counts dead letters over the whole stage, besides, and writes nothing of it while there is none', () => {
    const error = new PermanentError('NO_ACCOUNT', 'there is none')
    const dead: Outcome = { kind: 'dead-lettered', error, failures: 1 }
    const { metrics } = report(processed(done, 1), processed(dead, 2), processed(dead, 3))
    expect(metrics).toHaveLength(2)
    expect(metrics[0]).toMatchObject({ consumer: 'billing', EventsDeadLettered: 2 })
    expect(metrics[1]).toMatchObject({
      scope: 'stage',
      EventsDeadLettered: 2,
      _aws: { CloudWatchMetrics: [{ Namespace: 'EventPipeline/dev', Dimensions: [['scope']] }] },
    })
  })

  it('tells the lag of an event that still waits, which a queue leaves out after three receives', () => {
    const error = new TransientError('DOWN', 'not now')
    const waiting: Outcome = { kind: 'failed', error, delaySeconds: 30, failures: 1 }
    expect(report(processed(waiting)).metrics).toMatchObject([{ EventsFailed: 1, EventLag: 2500 }])
    expect(report(processed({ kind: 'returned', delaySeconds: 1 })).metrics).toMatchObject([
      { EventsReturned: 1, EventLag: 2500 },
    ])
  })

  it('tells no lag of what is old without anyone being late: duplicates, replayed events', () => {
    expect(report(processed({ kind: 'duplicate' })).metrics[0]).not.toHaveProperty('EventLag')
    const one = processed(done)
    const replayed = { ...one, message: one.message && { ...one.message, replayId: 'replay-1' } }
    expect(report(replayed).metrics[0]).not.toHaveProperty('EventLag')
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
    const write = batchReporter({ ...options, write: (text) => written.push(text) })
    for (const batch of [1, 2]) write({ processed: [processed(done, batch)], finishedAt })
    expect(written[1]).toContain('"EventsProcessed":1')
    expect(written[1]).toContain('"ProcessingTime":42')
  })
})
