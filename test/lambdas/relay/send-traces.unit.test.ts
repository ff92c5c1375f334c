import type { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { lazySendTraces } from '../../../lambdas/relay/lazy-send-traces.ts'
import type { Refusal, Target } from '../../../lambdas/relay/publishing/target.ts'
import { queueEntry, queueTarget } from '../../../lambdas/relay/queue-target.ts'
import { createSendTraces } from '../../../lambdas/relay/send-traces.ts'
import { topicEntry, topicTarget } from '../../../lambdas/relay/topic-target.ts'
import { tracedCommand, tracedEvent } from '../../../lambdas/relay/traced-message.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { orderCreatedEvent } from '../../support/events.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { CREATION, countedTraceIds, spanSink, TRACE, TRACEPARENT } from '../../support/spans.ts'

const OTHER = TRACEPARENT.replace(TRACE, 'a'.repeat(32))

const event = (number: number, traceparent?: string): EventEnvelope => {
  const one = orderCreatedEvent(number)
  return traceparent === undefined ? one : { ...one, metadata: { ...one.metadata, traceparent } }
}

type Send = (ids: readonly string[]) => (Refusal | undefined)[]

/** The relay of events as it is, with targets that answer as told. */
function setUp(answers: { readonly bus?: Send; readonly topic?: Send } = {}) {
  const time = simulatedTime(Date.parse('2026-01-01T00:00:01Z'))
  const sink = spanSink()
  const traces = createSendTraces({ clock: time.clock, ids: countedTraceIds(), export: sink.exportSpans })
  const target = (name: string, send: Send = (ids) => ids.map(() => undefined)) =>
    traces.watched(
      {
        name,
        destination: `the-${name}`,
        maxEntries: 10,
        maxBytes: 256 * 1024,
        send: async (messages: readonly { readonly event: EventEnvelope }[]) => {
          await time.sleep(20)
          return send(messages.map((message) => message.event.event_id))
        },
      },
      (message) => tracedEvent(message.event),
    )
  const targets = { bus: target('EventBridge', answers.bus), topic: target('SNS', answers.topic) }
  const handler = relayHandler((records) => eventPlan(records, targets), {
    ...time,
    random: () => 0.5,
    log: () => {},
    setAside: async () => {},
    writeTraces: traces.write,
  })
  const relay = (...events: EventEnvelope[]) => {
    const Records = events.map((one, index) => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: `${index}`,
        NewImage: toEventItem(one),
        ApproximateCreationDateTime: time.clock.now() / 1000,
      },
    }))
    return handler({ Records } as unknown as DynamoDBStreamEvent, { getRemainingTimeInMillis: () => 30_000 })
  }
  return { ...sink, ...time, relay }
}

describe('the relay of an event whose trace is recorded', () => {
  it('has a span for each target, in the trace in which the event was created', async () => {
    const { relay, spans } = setUp()
    await relay(event(1, TRACEPARENT), event(2))
    expect(spans).toHaveLength(2)
    for (const [span, name, system] of [
      [spans[0], 'EventBridge', 'aws.eventbridge'],
      [spans[1], 'SNS', 'aws.sns'],
    ] as const) {
      expect(span).toMatchObject({
        context: { traceId: TRACE },
        parent: CREATION,
        name: 'send order.created',
        kind: 'CLIENT',
        attributes: {
          'messaging.system': system,
          'messaging.destination.name': `the-${name}`,
          'messaging.operation.type': 'send',
          'messaging.message.id': orderCreatedEvent(1).event_id,
        },
      })
      expect((span?.endMs ?? 0) - (span?.startMs ?? 0)).toBe(20)
    }
  })

  it('joins the traces of a call by links', async () => {
    const { relay, spans } = setUp()
    await relay(event(1, TRACEPARENT), event(2, OTHER), event(3))
    const batches = spans.filter(({ name }) => name.startsWith('send to '))
    expect(batches.map(({ attributes }) => attributes['messaging.batch.message_count'])).toEqual([3, 3])
    for (const batch of batches) {
      const members = spans.filter(({ links = [] }) => links.includes(batch.context))
      expect(members.map(({ context }) => context.traceId)).toEqual([TRACE, 'a'.repeat(32)])
      expect(batch.links).toEqual(members.map(({ context }) => context))
    }
  })

  it('has a span for each try, with why it was not taken', async () => {
    const throttled: Refusal = { code: 'ThrottlingException', message: 'slow', isPermanent: false }
    let tries = 0
    const { relay, spans } = setUp({ bus: () => [tries++ === 0 ? throttled : undefined] })
    await relay(event(1, TRACEPARENT))
    const toBus = spans.filter(({ attributes }) => attributes['messaging.system'] === 'aws.eventbridge')
    expect(toBus.map(({ error }) => error?.type)).toEqual(['ThrottlingException', undefined])
  })

  it('tells an outage, too', async () => {
    const { relay, spans } = setUp({
      topic: () => {
        throw Object.assign(new Error('no route'), { name: 'ServiceUnavailable' })
      },
    })
    await expect(relay(event(1, TRACEPARENT))).rejects.toThrow('ServiceUnavailable')
    expect(spans.filter(({ error }) => error?.type === 'ServiceUnavailable').length).toBeGreaterThan(0)
  })
})

describe('where traces are off', () => {
  it('targets stay as they are', () => {
    const target = { name: 'SNS' } as Target<string>
    expect(lazySendTraces({ now: () => 0 }, {}).watched(target, tracedCommand)).toBe(target)
  })
})

describe('a message on its way', () => {
  it('has the trace as an attribute, if it is recorded', async () => {
    const published: PublishBatchCommand['input'][] = []
    const send = async ({ input }: PublishBatchCommand) => ({ sent: published.push(input) })
    const sns = { send } as unknown as SNSClient
    const messages = [event(1, TRACEPARENT), event(2)].map((one) => ({ event: one, json: JSON.stringify(one) }))
    await topicTarget(sns, 'arn:t').send(messages, new AbortController().signal)
    const attributes = published[0]?.PublishBatchRequestEntries?.map(({ MessageAttributes }) => MessageAttributes)
    expect(attributes?.[0]).toMatchObject({ traceparent: { DataType: 'String', StringValue: TRACEPARENT } })
    expect(attributes?.[1]).not.toHaveProperty('traceparent')
  })

  it('has it as a command, too; nothing else of a command is looked at', async () => {
    const sent: SendMessageBatchCommand['input'][] = []
    const send = async ({ input }: SendMessageBatchCommand) => ({ sent: sent.push(input) })
    const sqs = { send } as unknown as SQSClient
    const metadata = { source: 'checkout', correlation_id: 'req_1', causation_id: 'evt_1', traceparent: TRACEPARENT }
    const traced = JSON.stringify({ command_id: 'cmd_1', command_type: 'cancel_order', data: {}, metadata })
    const strange = '{"traceparent": not JSON'
    await queueTarget(sqs, 'https://sqs/q').send([traced, strange, '{}'], new AbortController().signal)
    expect(sent[0]?.Entries?.map(({ MessageAttributes }) => MessageAttributes)).toEqual([
      { traceparent: { DataType: 'String', StringValue: TRACEPARENT } },
      undefined,
      undefined,
    ])
    expect(tracedCommand(traced)).toEqual({
      id: 'cmd_1',
      type: 'cancel_order',
      correlationId: 'req_1',
      traceparent: TRACEPARENT,
    })
  })

  it('counts the attribute among its bytes', () => {
    const extra = 'traceparent'.length + 'String'.length + TRACEPARENT.length
    const [plain, traced] = [event(1), event(1, TRACEPARENT)].map((one) => ({ one, json: JSON.stringify(one) }))
    const grown = Buffer.byteLength(traced!.json) - Buffer.byteLength(plain!.json) + extra
    expect(topicEntry('1', traced!.one, traced!.json).bytes - topicEntry('1', plain!.one, plain!.json).bytes).toBe(
      grown,
    )
    const command = JSON.stringify({ command_id: 'cmd_1', metadata: { traceparent: TRACEPARENT } })
    expect(queueEntry('1', 'cmd_1', command).bytes).toBe(Buffer.byteLength(command) + extra)
  })
})
