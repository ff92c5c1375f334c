import { describe, expect, it } from 'vitest'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { fromEvent, type Message } from '../../../../lambdas/runtime/messages/message.ts'
import type { Outcome, SettledDelivery } from '../../../../lambdas/runtime/messages/outcome.ts'
import { createMessageTraces } from '../../../../lambdas/runtime/telemetry/message-traces.ts'
import { parseTraceparent } from '../../../../lambdas/runtime/tracing/traceparent.ts'
import { orderConfirmedEvent, orderCreatedEvent } from '../../../support/events.ts'
import { CREATION, countedTraceIds, spanSink, TRACE, TRACEPARENT } from '../../../support/spans.ts'

const NOW = Date.parse('2026-01-01T00:00:01.000Z')

function setUp(now = NOW) {
  const sink = spanSink()
  const traces = createMessageTraces({
    consumer: 'payment',
    queue: 'payment-queue',
    clock: { now: () => now },
    ids: countedTraceIds(),
    export: sink.exportSpans,
  })
  const write = (...processed: SettledDelivery[]) =>
    traces.write({ processed, finishedAt: now + 50, remainingMs: 5000 })
  return { ...sink, traces, write }
}

const created = (number: number, traceparent?: string, more: object = {}): Message => {
  const event = orderCreatedEvent(number)
  return fromEvent({ ...event, metadata: { ...event.metadata, ...(traceparent && { traceparent }), ...more } })
}
const nothing: Outcome = { kind: 'processed', effects: { events: [], commands: [] } }
const done = (message: Message | undefined, outcome: Outcome = nothing): SettledDelivery => ({
  delivery: { messageId: 'm-1', receiptHandle: 'h', body: '', receiveCount: 2, sentAt: 0, groupId: undefined },
  message,
  outcome,
  attempt: 1,
  durationMs: 40,
  startedAt: NOW,
})

describe('the span of a message', () => {
  it('is in the trace in which it was created, with what became of it', async () => {
    const { spans, write } = setUp()
    await write(done(created(1, TRACEPARENT)))
    expect(spans).toMatchObject([
      {
        context: { traceId: TRACE },
        parent: CREATION,
        name: 'process order.created',
        kind: 'CONSUMER',
        startMs: NOW,
        endMs: NOW + 40,
        attributes: {
          'messaging.system': 'aws_sqs',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'payment-queue',
          'messaging.consumer.group.name': 'payment',
          'messaging.message.id': orderCreatedEvent(1).event_id,
          'messaging.message.conversation_id': 'req_1',
          'pipeline.outcome': 'processed',
          'pipeline.attempt': 1,
          'pipeline.receives': 2,
        },
      },
    ])
    expect(spans[0]?.error).toBeUndefined()
  })

  it('is where its handler was told that its effects go on', async () => {
    const { traces, spans, write } = setUp()
    const message = created(1, TRACEPARENT)
    const told = traces.traceOf(message)
    expect(traces.traceOf(message)?.traceparent).toBe(told?.traceparent)
    await write(done(message))
    expect(parseTraceparent(told?.traceparent)).toEqual({ context: spans[0]?.context, isSampled: true })
  })

  it.each([undefined, TRACEPARENT.replace(/01$/, '00'), 'not one'])('is none for %s', async (traceparent) => {
    const { traces, spans, write } = setUp()
    const message = created(1, traceparent)
    expect(traces.traceOf(message)).toBeUndefined()
    await write(done(message), done(undefined))
    expect(spans).toEqual([])
  })

  it('tells the failure of an attempt, and each attempt has one', async () => {
    const { spans, write } = setUp()
    const error = new PermanentError('NO_ACCOUNT', 'there is none')
    await write(done(created(1, TRACEPARENT), { kind: 'failed', error, delaySeconds: 4, failures: 1 }))
    await write(done(created(1, TRACEPARENT), { kind: 'dead-lettered', error, failures: 2 }))
    expect(spans.map(({ attributes }) => attributes['pipeline.outcome'])).toEqual(['failed', 'dead-lettered'])
    expect(spans[0]).toMatchObject({
      attributes: { 'error.type': 'NO_ACCOUNT', 'pipeline.delay_seconds': 4 },
      error: { type: 'NO_ACCOUNT', message: 'there is none', stack: expect.stringContaining('there is none') },
    })
    expect(new Set(spans.map(({ context }) => context.spanId)).size).toBe(2)
  })

  it('tells what a wait is for, which is no failure', async () => {
    const { spans, write } = setUp()
    const error = new DeferredError('CIRCUIT_OPEN', 'open', 30)
    await write(done(created(1, TRACEPARENT), { kind: 'deferred', error, delaySeconds: 30 }))
    expect(spans[0]?.attributes).toMatchObject({ 'pipeline.outcome': 'deferred', 'pipeline.waits_for': 'CIRCUIT_OPEN' })
    expect(spans[0]?.error).toBeUndefined()
  })
})

describe('what a message leads to', () => {
  it('has a span of its own below it, under which its consumers go on', async () => {
    const { traces, spans, write } = setUp()
    const message = created(1, TRACEPARENT)
    const confirmed = orderConfirmedEvent(1)
    const traceparent = traces.traceOf(message)?.traceOf(confirmed.event_id).traceparent
    const event = { ...confirmed, metadata: { ...confirmed.metadata, traceparent } }
    await write(done(message, { kind: 'processed', effects: { events: [event], commands: [] } }))
    const [process, create] = spans
    expect(create).toMatchObject({
      context: parseTraceparent(traceparent)?.context,
      parent: process?.context,
      name: 'create order.confirmed',
      kind: 'PRODUCER',
      attributes: {
        'messaging.message.id': event.event_id,
        'pipeline.aggregate': 'order/ord_1',
        'pipeline.sequence': 2,
      },
    })
  })
})

describe('a replay, and what is handled hours later', () => {
  it.each([
    ['a replay', created(1, TRACEPARENT, { replay_id: 'rpl_1' }), NOW],
    ['a late event', created(1, TRACEPARENT), NOW + 3_700_000],
  ])('%s begins a trace of its own, which names the one that it was created in', async (_, message, now) => {
    const { traces, spans, write } = setUp(now)
    const told = traces.traceOf(message)
    await write(done(message))
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({ links: [CREATION] })
    expect(spans[0]?.parent).toBeUndefined()
    expect(spans[0]?.context.traceId).not.toBe(TRACE)
    expect(parseTraceparent(told?.traceparent)?.context).toEqual(spans[0]?.context)
  })
})

describe('a batch', () => {
  const other = TRACEPARENT.replace(TRACE, 'a'.repeat(32))

  it('links the traces of its messages where it joins several, and they link to it', async () => {
    const { spans, write } = setUp()
    await write(done(created(1, TRACEPARENT)), done(created(2, other)), done(created(3)))
    const [batch, ...messages] = spans
    expect(batch).toMatchObject({
      name: 'receive payment',
      attributes: { 'messaging.operation.type': 'receive', 'messaging.batch.message_count': 3 },
      links: messages.map(({ context }) => context),
    })
    expect(messages.map(({ context }) => context.traceId)).toEqual([TRACE, 'a'.repeat(32)])
    for (const { links } of messages) expect(links).toEqual([batch?.context])
    expect(messages.map(({ context }) => context.traceId)).not.toContain(batch?.context.traceId)
  })

  it('has no span where it joins nothing', async () => {
    const { spans, write } = setUp()
    await write(done(created(1, TRACEPARENT)), done(created(2, TRACEPARENT)), done(created(3)))
    expect(spans.map(({ name }) => name)).toEqual(['process order.created', 'process order.created'])
  })
})
