import { beforeEach, describe, expect, it } from 'vitest'
import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import { systemReporter, withTraces } from '../../../../lambdas/runtime/telemetry/system-reporter.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { TRACEPARENT } from '../../../support/spans.ts'

const event = orderCreatedEvent(1)
const message = fromEvent(event)
const traced = fromEvent({ ...event, metadata: { ...event.metadata, traceparent: TRACEPARENT } })

const reportOf = (one: typeof message) => ({
  processed: [
    {
      delivery: { messageId: 'm', receiptHandle: 'h', body: '', receiveCount: 1, sentAt: 0, groupId: undefined },
      message: one,
      outcome: { kind: 'duplicate' as const },
      attempt: 1,
      durationMs: 0,
    },
  ],
  finishedAt: 0,
})

describe('the reporter of a batch with traces', () => {
  let log: string[]
  const reporter = { write: () => void log.push('lines') }
  beforeEach(() => {
    log = []
  })

  it('loads what records them with the first message that has one, and writes spans behind the lines', async () => {
    const trace = { traceparent: 'its own', traceOf: () => ({ traceparent: 'that of an event' }) }
    const { write, traceOf } = withTraces(reporter, async () => {
      log.push('loaded')
      return { traceOf: () => trace, write: async () => void log.push('spans') }
    })
    await write(reportOf(message))
    expect(log).toEqual(['lines'])
    expect(await traceOf?.(traced)).toBe(trace)
    await write(reportOf(traced))
    expect(log).toEqual(['lines', 'loaded', 'lines', 'spans'])
  })

  it('goes without where that cannot be loaded', async () => {
    const { write, traceOf } = withTraces(reporter, () => Promise.reject(new Error('gone')))
    expect(await traceOf?.(traced)).toBeUndefined()
    await write(reportOf(traced))
    expect(log).toEqual(['lines'])
  })
})

it('a function without an endpoint for traces has none', () => {
  expect(systemReporter('payment', 'payment', {})).not.toHaveProperty('traceOf')
  const variables = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces' }
  expect(systemReporter('payment', 'payment', variables)).toHaveProperty('traceOf')
})
