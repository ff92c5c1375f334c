import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { commandPlan } from '../../../lambdas/relay/command-plan.ts'
import { eventBridgeTarget } from '../../../lambdas/relay/event-bridge-target.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import type { ParkedRecord } from '../../../lambdas/relay/parking.ts'
import { queueTarget } from '../../../lambdas/relay/queue-target.ts'
import { type Plan, relayBatch } from '../../../lambdas/relay/relay-batch.ts'
import { insertedRecords, type StreamRecord } from '../../../lambdas/relay/stream-records.ts'
import { topicTarget } from '../../../lambdas/relay/topic-target.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
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

function relay(records: readonly StreamRecord[], plan: Plan, options: { readonly parkingFails?: boolean } = {}) {
  let now = 0
  const parked: ParkedRecord[] = []
  const lines: Readonly<Record<string, unknown>>[] = []
  const environment = {
    clock: { now: () => now },
    random: () => 0.9,
    timers: {
      after: (milliseconds: number, callback: () => void) => {
        now += milliseconds
        queueMicrotask(callback)
        return () => {}
      },
    },
    park: async (one: ParkedRecord) => {
      if (options.parkingFails) throw new Error('no queue')
      parked.push(one)
    },
    log: (line: Readonly<Record<string, unknown>>) => lines.push(line),
  }
  return relayBatch(records, plan, environment, 10_000).then((response) => ({ response, parked, lines }))
}

describe('the relay of events', () => {
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
    expect(lines.at(-1)).toMatchObject({ level: 'ERROR', records: 3, failed: 2, parked: 0 })
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

  it('parks what can never be relayed, with its key and cause, and goes on', async () => {
    const tooLarge = JSON.stringify({ ...counterEvent('big', 1), data: { text: 'x'.repeat(300_000) } })
    const { sent, targets } = services()
    const records = recordsOf(
      record(1, { pk: { S: 'counter#c0' }, sk: { N: '1' }, event: { S: '{"half": ' } }),
      record(2, { pk: { S: 'counter#c0' }, sk: { N: '2' } }),
      record(3, { pk: { S: 'counter#c0' }, sk: { N: '3' }, event: { S: '{"event_id":"evt_1"}' } }),
      record(4, { pk: { S: 'counter#big' }, sk: { N: '1' }, event: { S: tooLarge } }),
      recordOf(5, counterEvent('c1', 1)),
    )
    const { response, parked } = await relay(records, eventPlan(records, targets))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(parked.map(({ sequence_number, key, reason }) => [sequence_number, key.pk, key.sk, reason.code])).toEqual([
      ['100', 'counter#c0', '1', 'NoEvent'],
      ['200', 'counter#c0', '2', 'NoEvent'],
      ['300', 'counter#c0', '3', 'NoEvent'],
      ['400', 'counter#big', '1', 'TooLarge'],
    ])
    expect(Buffer.byteLength(JSON.stringify(parked[3]))).toBeLessThan(256 * 1024)
    expect(sent.topic.flatMap(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries)).toHaveLength(1)
  })

  it('counts what could not even be parked as failed: nothing is lost', async () => {
    const { targets } = services()
    const records = recordsOf(recordOf(1, counterEvent('c1', 1)), record(2, {}))
    const { response } = await relay(records, eventPlan(records, targets), { parkingFails: true })
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '200' }] })
  })

  it('takes no notice of what expired or was changed', () => {
    expect(recordsOf(record(1, {}, 'REMOVE'), record(2, {}, 'MODIFY'))).toEqual([])
  })
})

describe('the relay of commands', () => {
  it('sends each to the queue of its addressee, and parks what has none', async () => {
    const sent: SendMessageBatchCommand['input'][] = []
    const sqs = {
      send: async ({ input }: SendMessageBatchCommand) => {
        sent.push(input)
        return {}
      },
    } as unknown as SQSClient
    const queues = new Map(['orders', 'payments'].map((name) => [name, queueTarget(sqs, `https://${name}`)]))
    const command = (number: number, addressee: string) =>
      record(number, { pk: { S: `cmd_${number}` }, addressee: { S: addressee }, command: { S: `{"n":${number}}` } })
    const records = recordsOf(command(1, 'orders'), command(2, 'payments'), command(3, 'orders'), command(4, 'nobody'))
    const { response, parked } = await relay(records, commandPlan(records, queues))
    expect(response).toEqual({ batchItemFailures: [] })
    expect(sent.map(({ QueueUrl, Entries = [] }) => [QueueUrl, Entries.map(({ MessageBody }) => MessageBody)])).toEqual(
      [
        ['https://orders', ['{"n":1}', '{"n":3}']],
        ['https://payments', ['{"n":2}']],
      ],
    )
    expect(parked).toMatchObject([{ key: { pk: 'cmd_4' }, reason: { code: 'NoAddressee' } }])
  })
})
