import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { commandPlan } from '../../../lambdas/relay/command-plan.ts'
import { eventBridgeTarget } from '../../../lambdas/relay/event-bridge-target.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { queueTarget } from '../../../lambdas/relay/queue-target.ts'
import { NoProgressError, type Plan, relayBatch } from '../../../lambdas/relay/relay-batch.ts'
import { insertedRecords, type StreamRecord } from '../../../lambdas/relay/stream-records.ts'
import { topicTarget } from '../../../lambdas/relay/topic-target.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import type { SetAsideRecord } from '../../../lambdas/runtime/relay/set-aside.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { counterEvent } from '../runtime/event-store/counter.ts'

const record = (number: number, NewImage: object, eventName = 'INSERT') => ({
  eventName,
  dynamodb: { SequenceNumber: `${number}00`, NewImage, ApproximateCreationDateTime: 1_777_000_000 },
})
const recordsOf = (...records: object[]) => insertedRecords({ Records: records } as DynamoDBStreamEvent)
const recordOf = (number: number, event: EventEnvelope) => record(number, toEventItem(event))

/** Answers as AWS does: the call succeeds, its entries say for themselves. */
function services(refuse: { readonly bus?: string; readonly topic?: string } = {}) {
  const sent = { bus: [] as PutEventsCommand['input'][], topic: [] as PublishBatchCommand['input'][] }
  const bus = {
    send: async ({ input }: PutEventsCommand) => {
      sent.bus.push(input)
      const Entries = (input.Entries ?? []).map(({ Detail }) =>
        refuse.bus && Detail?.includes(refuse.bus)
          ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }
          : { EventId: '1' },
      )
      return { FailedEntryCount: Entries.filter((one) => 'ErrorCode' in one).length, Entries }
    },
  }
  const topic = {
    send: async ({ input }: PublishBatchCommand) => {
      sent.topic.push(input)
      const refused = (input.PublishBatchRequestEntries ?? []).filter(
        ({ Message }) => refuse.topic && Message?.includes(refuse.topic),
      )
      return { Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', Message: 'oops', SenderFault: false })) }
    },
  }
  const targets = {
    bus: eventBridgeTarget(bus as unknown as EventBridgeClient, 'the-bus'),
    topic: topicTarget(topic as unknown as SNSClient, 'arn:topic'),
  }
  return { sent, targets }
}

const STORED_AT = 1_777_000_000_000
const HOUR = 3_600_000

interface Options {
  readonly settingAsideFails?: boolean
  /** Where commands wait; absent: with their shard. */
  readonly waitingQueue?: 'there' | 'away'
  /** How long after the items were stored. */
  readonly ageMs?: number
}

async function relay(
  records: readonly StreamRecord[],
  plan: Plan,
  { settingAsideFails, waitingQueue, ageMs = 0 }: Options = {},
) {
  const setAside: SetAsideRecord[] = []
  const waiting: SetAsideRecord[] = []
  const lines: Readonly<Record<string, unknown>>[] = []
  const time = simulatedTime(STORED_AT + ageMs)
  const environment = {
    ...time,
    random: () => 0.9,
    setAside: async (body: string) => {
      if (settingAsideFails) throw new Error('no queue')
      setAside.push(JSON.parse(body))
    },
    log: (line: Readonly<Record<string, unknown>>) => lines.push(line),
    ...(waitingQueue && {
      keepWaiting: async (body: string) => {
        if (waitingQueue === 'away') throw new Error('no queue')
        waiting.push(JSON.parse(body))
      },
    }),
  }
  const response = await relayBatch(records, plan, environment, 10_000).catch((error: unknown) => error)
  expect(time.clock.now()).toBeLessThanOrEqual(STORED_AT + ageMs + 10_000)
  return { response, setAside, waiting, lines }
}

describe('the relay of events', () => {
  it('gives the topic only what somebody takes in order, and the bus all', async () => {
    const other = { ...counterEvent('o1', 1), aggregate_type: 'other' }
    const { sent, targets } = services()
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)), recordOf(2, other))
    const { response } = await relay(records, eventPlan(records, { ...targets, onTopic: new Set(['counter']) }))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(sent.bus[0]?.Entries).toHaveLength(2)
    expect(sent.topic.flatMap((call) => call.PublishBatchRequestEntries ?? [])).toEqual([
      expect.objectContaining({ MessageGroupId: 'c1' }),
    ])
  })

  it('does not call a topic of which nobody takes anything', async () => {
    const { sent, targets } = services()
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)))
    await relay(records, eventPlan(records, { ...targets, onTopic: new Set() }))
    expect(sent.bus).toHaveLength(1)
    expect(sent.topic).toEqual([])
  })

  it('hands each event on to bus and topic as it was stored', async () => {
    const event = counterEvent('c1', 1)
    const { sent, targets } = services()
    const records = recordsOf(recordOf(1, event))
    const { response } = await relay(records, eventPlan(records, targets))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(sent.bus[0]?.Entries).toEqual([
      {
        EventBusName: 'the-bus',
        Source: 'test-service',
        DetailType: 'counter.raised',
        Detail: JSON.stringify(event),
        Time: new Date(event.timestamp),
      },
    ])
    expect(sent.topic[0]).toEqual({
      TopicArn: 'arn:topic',
      PublishBatchRequestEntries: [
        {
          Id: '0',
          Message: JSON.stringify(event),
          MessageGroupId: 'c1',
          MessageDeduplicationId: event.event_id,
          MessageAttributes: {
            event_type: { DataType: 'String', StringValue: 'counter.raised' },
            source: { DataType: 'String', StringValue: 'test-service' },
            aggregate_type: { DataType: 'String', StringValue: 'counter' },
          },
        },
      ],
    })
  })

  it('reads every entry of a partly failed call, and goes on at the lowest that failed', async () => {
    const { sent, targets } = services({ bus: '"c3"', topic: '"c2"' })
    const records = recordsOf(...['c1', 'c2', 'c3'].map((id, index) => recordOf(index + 1, counterEvent(id, 1))))
    const { response, lines } = await relay(records, eventPlan(records, targets))
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '200' }] })
    expect(sent.bus.slice(1).flatMap(({ Entries = [] }) => Entries.map(({ Detail }) => Detail))).toSatisfy(
      (details: string[]) => details.length > 0 && details.every((detail) => detail.includes('"c3"')),
    )
    expect(lines.at(-1)).toMatchObject({ level: 'ERROR', records: 3, failed: 2, set_aside: 0 })
  })

  it('publishes events of one aggregate one after the other, those of many together', async () => {
    const { sent, targets } = services()
    const events = [counterEvent('a', 1), counterEvent('b', 1), counterEvent('a', 2), counterEvent('a', 3)]
    const records = recordsOf(...events.map((event, index) => recordOf(index + 1, event)))
    await relay(records, eventPlan(records, targets))
    const calls = sent.topic.map(({ PublishBatchRequestEntries = [] }) =>
      PublishBatchRequestEntries.map(({ MessageDeduplicationId }) => MessageDeduplicationId),
    )
    expect(calls).toEqual([[events[0]?.event_id, events[1]?.event_id], [events[2]?.event_id], [events[3]?.event_id]])
  })

  it('sets aside what can never be relayed, alone, with its whole item and the cause, and goes on', async () => {
    const tooLarge = JSON.stringify({ ...counterEvent('big', 1), data: { text: 'x'.repeat(300_000) } })
    const { sent, targets } = services()
    const half = { pk: { S: 'counter#c0' }, sk: { N: '1' }, event: { S: '{"half": ' }, flag: { BOOL: true } }
    const records = recordsOf(
      record(1, half),
      record(2, { pk: { S: 'counter#c0' }, sk: { N: '2' } }),
      record(3, { pk: { S: 'counter#c0' }, sk: { N: '3' }, event: { S: '{"event_id":"evt_1"}' } }),
      record(4, { pk: { S: 'counter#big' }, sk: { N: '1' }, event: { S: tooLarge } }),
      recordOf(5, counterEvent('c1', 1)),
    )
    const { response, setAside } = await relay(records, eventPlan(records, targets))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(
      setAside.map(({ sequence_number, key, reason }) => [sequence_number, key.pk?.S, key.sk?.N, reason.code]),
    ).toEqual([
      ['100', 'counter#c0', '1', 'NoEvent'],
      ['200', 'counter#c0', '2', 'NoEvent'],
      ['300', 'counter#c0', '3', 'NoEvent'],
      ['400', 'counter#big', '1', 'TooLarge'],
    ])
    expect(setAside[0]).toMatchObject({ item: half, stored_at: '2026-04-24T03:06:40.000Z' })
    expect(setAside[3]).toMatchObject({ item: { event: { S: tooLarge } } })
    expect(sent.topic.flatMap(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries)).toHaveLength(1)
  })

  it('sets aside with its key alone what would not fit a message, and cuts nothing', async () => {
    const beyond = recordsOf(record(1, { pk: { S: 'counter#c0' }, sk: { N: '1' }, event: { S: '"'.repeat(600_000) } }))
    const { setAside } = await relay(beyond, eventPlan(beyond, services().targets))
    expect(setAside).toMatchObject([{ key: { pk: { S: 'counter#c0' } } }])
    expect(setAside[0]).not.toHaveProperty('item')
  })

  it('counts what could not even be set aside as failed: nothing is lost', async () => {
    const { targets } = services()
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)), record(2, {}))
    const { response } = await relay(records, eventPlan(records, targets), { settingAsideFails: true })
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '200' }] })
  })

  it('fails as a whole when not even the first was taken, so that Lambda halves the batch', async () => {
    const { targets } = services({ bus: '"c1"' })
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)), recordOf(2, counterEvent('c2', 1)))
    const { response, setAside } = await relay(records, eventPlan(records, targets))
    expect(response).toBeInstanceOf(NoProgressError)
    expect(response).toMatchObject({ message: expect.stringContaining('ThrottlingException: slow') })
    expect(setAside).toEqual([])
  })

  it('tries for 23 hours what a target refuses, then sets it aside while the stream still has it', async () => {
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)), recordOf(2, counterEvent('c2', 1)))
    const attempt = (ageMs: number) =>
      relay(records, eventPlan(records, services({ topic: '"c1"' }).targets), { ageMs })
    const before = await attempt(22.9 * HOUR)
    expect(before.response).toBeInstanceOf(NoProgressError)
    expect(before.setAside).toEqual([])
    const after = await attempt(23 * HOUR)
    expect(after.response).toEqual({ batchItemFailures: [] })
    expect(after.setAside).toMatchObject([{ sequence_number: '100', reason: { code: 'InternalError' } }])
  })

  it('sets aside an event of a time that does not exist, and no other', async () => {
    const { sent, targets } = services()
    const strange = { ...counterEvent('c1', 1), timestamp: '2026-99-99T99:99:99.999Z' }
    const records = recordsOf(recordOf(1, counterEvent('c0', 1)), record(2, { event: { S: JSON.stringify(strange) } }))
    const { response, setAside } = await relay(records, eventPlan(records, targets))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(setAside).toMatchObject([{ sequence_number: '200', reason: { code: 'NoEvent' } }])
    expect(sent.bus.flatMap(({ Entries = [] }) => Entries)).toHaveLength(1)
  })

  it('lets no record hold up another, whatever stands in its place', async () => {
    const hostile = fc.oneof(
      fc.constant({}),
      fc.string().map((S) => ({ event: { S } })),
      fc.json().map((S) => ({ event: { S } })),
      fc.constant({ event: { NULL: true } }),
      fc.constant({ event: { M: { a: { S: '1' } } }, pk: { B: 'AA==' } }),
      // A member of the envelope is replaced by anything.
      fc
        .tuple(fc.constantFrom(...Object.keys(counterEvent('x', 1))), fc.jsonValue())
        .map(([member, value]) => ({ event: { S: JSON.stringify({ ...counterEvent('x', 1), [member]: value }) } })),
      fc
        .tuple(fc.constantFrom('source', 'correlation_id', 'causation_id', 'user_id'), fc.jsonValue())
        .map(([member, value]) => {
          const event = counterEvent('x', 1)
          return { event: { S: JSON.stringify({ ...event, metadata: { ...event.metadata, [member]: value } }) } }
        }),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (image) => {
        const { sent, targets } = services()
        const good = counterEvent('good', 1)
        const records = recordsOf(record(1, image), recordOf(2, good))
        const { response, setAside } = await relay(records, eventPlan(records, targets))
        expect(response).toEqual({ batchItemFailures: [] })
        const details = sent.bus.flatMap(({ Entries = [] }) => Entries.map(({ Detail }) => Detail))
        expect(details).toContain(JSON.stringify(good))
        expect(setAside.length + details.length).toBe(2)
      }),
      { numRuns: 300 },
    )
  })

  it('escapes the two code points that SQS and SNS refuse', async () => {
    const { sent, targets } = services()
    const event = { ...counterEvent('c1', 1), data: { text: 'a\uFFFFb\uFFFE\u{1F600}' } }
    const records = recordsOf(recordOf(1, event))
    await relay(records, eventPlan(records, targets))
    const message = sent.topic[0]?.PublishBatchRequestEntries?.[0]?.Message ?? ''
    expect(message).not.toMatch(/[\uFFFE\uFFFF]/)
    expect(JSON.parse(message)).toEqual(event)
  })

  it('takes no notice of what expired or was changed', () => {
    expect(recordsOf(record(1, {}, 'REMOVE'), record(2, {}, 'MODIFY'))).toEqual([])
  })
})

describe('the relay of commands', () => {
  const command = (number: number, addressee: string) =>
    record(number, { pk: { S: `cmd_${number}` }, addressee: { S: addressee }, command: { S: `{"n":${number}}` } })

  function queuesOf(...names: string[]) {
    const sent: SendMessageBatchCommand['input'][] = []
    const sqs = {
      send: async ({ input }: SendMessageBatchCommand) => {
        sent.push(input)
        return {}
      },
    } as unknown as SQSClient
    return { sent, queues: new Map(names.map((name) => [name, queueTarget(sqs, `https://${name}`)])) }
  }

  it('sends each to the queue of its addressee', async () => {
    const { sent, queues } = queuesOf('orders', 'payments')
    const records = recordsOf(command(1, 'orders'), command(2, 'payments'), command(3, 'orders'))
    const { response } = await relay(records, commandPlan(records, queues, STORED_AT))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(sent.map(({ QueueUrl, Entries = [] }) => [QueueUrl, Entries.map(({ MessageBody }) => MessageBody)])).toEqual(
      [
        ['https://orders', ['{"n":1}', '{"n":3}']],
        ['https://payments', ['{"n":2}']],
      ],
    )
  })

  it('waits for an addressee that a deployment may be adding, for a quarter of an hour; others get theirs', async () => {
    const records = recordsOf(command(1, 'orders'), command(2, 'newcomer'), command(3, 'orders'))
    const attempt = async (ageMs: number, ...known: string[]) => {
      const { sent, queues } = queuesOf(...known)
      const result = await relay(records, commandPlan(records, queues, STORED_AT + ageMs), { ageMs })
      return { ...result, bodies: sent.flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody)) }
    }
    const early = await attempt(14 * 60_000, 'orders')
    expect(early).toMatchObject({ response: { batchItemFailures: [{ itemIdentifier: '200' }] }, setAside: [] })
    expect(early.bodies).toEqual(['{"n":1}', '{"n":3}'])
    const added = await attempt(14 * 60_000, 'orders', 'newcomer')
    expect(added).toMatchObject({ response: { batchItemFailures: [] }, setAside: [] })
    const late = await attempt(15 * 60_000, 'orders')
    expect(late).toMatchObject({
      response: { batchItemFailures: [] },
      setAside: [{ key: { pk: { S: 'cmd_2' } }, reason: { code: 'AddresseeUnknown' } }],
    })
  })

  it('sets aside at once what holds no command', async () => {
    const { queues } = queuesOf('orders')
    const records = recordsOf(record(1, { pk: { S: 'cmd_1' }, addressee: { S: 'orders' } }), record(2, {}))
    const { setAside } = await relay(records, commandPlan(records, queues, STORED_AT))
    expect(setAside.map(({ reason }) => reason.code)).toEqual(['NoCommand', 'NoCommand'])
  })
})

describe('sending again what was set aside', () => {
  const redrive = (...events: EventEnvelope[]) => ({
    redrive: events.map((event, index) => ({
      sequence_number: String(index + 1),
      stored_at: '2026-04-24T03:06:40.000Z',
      item: toEventItem(event),
    })),
  })
  const system = (targets: ReturnType<typeof services>['targets']) => {
    const environment = {
      ...simulatedTime(STORED_AT + 48 * HOUR),
      random: () => 0.9,
      setAside: async () => expect.unreachable('nothing is set aside again'),
      log: () => {},
    }
    return relayHandler((records) => eventPlan(records, targets), environment)
  }
  const context = { getRemainingTimeInMillis: () => 10_000 }

  it('publishes in the order given, also after more than a day', async () => {
    const { sent, targets } = services()
    const events = [counterEvent('a', 1), counterEvent('a', 2)]
    expect(await system(targets)(redrive(...events), context)).toEqual({ refused: {}, failed: {} })
    expect(sent.topic.map(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries[0]?.Message)).toEqual(
      events.map((event) => JSON.stringify(event)),
    )
  })

  it('tells what was refused and what failed, and what stands behind it', async () => {
    const { targets } = services({ topic: '"a"' })
    const request = redrive(counterEvent('a', 1), counterEvent('a', 2), counterEvent('b', 1))
    const unreadable = { sequence_number: '9', stored_at: '2026-04-24T03:06:40.000Z', item: { pk: { S: 'x' } } }
    const answer = await system(targets)({ redrive: [...request.redrive, unreadable] }, context)
    expect(answer).toMatchObject({
      refused: { 9: { code: 'NoEvent' } },
      failed: { 1: { code: 'InternalError' }, 2: { code: 'NotReached' } },
    })
  })
})
