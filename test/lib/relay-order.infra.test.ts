import type { SNSClient } from '@aws-sdk/client-sns'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { expect, it } from 'vitest'
import { eventPlan } from '../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../lambdas/relay/handler.ts'
import { topicTarget } from '../../lambdas/relay/topic-target.ts'
import { toEventItem } from '../../lambdas/runtime/event-store/event-item.ts'
import { type EventSourceMapping, startEventSource } from '../../local/event-sources/index.ts'
import type { DynamoDbStreamRecord } from '../../local/ports.ts'
import { counterEvent } from '../lambdas/runtime/event-store/counter.ts'
import { FakeQueue, FakeStream, fakeFunctions, streamArn } from '../local/event-sources/fakes.ts'
import { eventually } from '../support/eventually.ts'
import { simulatedTime } from '../support/simulated-time.ts'
import { resources, synthesized } from './support/synthesized.ts'

const EVENTS = 20

/** The relay behind the template's event source mapping, as AWS would run it; the topic holds back the first event. */
async function publishedSequences(changes: Partial<EventSourceMapping> = {}) {
  const [mapping] = resources(synthesized(), 'AWS::Lambda::EventSourceMapping').filter(
    ([, { Properties }]) => Properties.StartingPosition !== undefined,
  )
  const published: number[] = []
  let refusals = 3
  const sns = {
    send: async ({ input }: { input: { PublishBatchRequestEntries: { Id: string; Message: string }[] } }) => {
      const entries = input.PublishBatchRequestEntries.map(({ Id, Message }) => ({ Id, ...JSON.parse(Message) }))
      if (entries.some(({ sequence }) => sequence === 1) && refusals-- > 0) {
        return { Failed: entries.map(({ Id }) => ({ Id, Code: 'Throttled' })) }
      }
      published.push(...entries.map(({ sequence }) => sequence))
      return {}
    },
  } as unknown as SNSClient
  const bus = { name: 'bus', maxEntries: 10, maxBytes: 256_000, send: async () => [] }
  const environment = { ...simulatedTime(), random: () => 0.5, setAside: async () => {}, log: () => {} }
  const relay = relayHandler((records) => eventPlan(records, { bus, topic: topicTarget(sns, 't') }), environment)
  const functions = fakeFunctions<DynamoDbStreamRecord>(
    (Records) => relay({ Records } as unknown as DynamoDBStreamEvent, { getRemainingTimeInMillis: () => 30_000 }),
    { concurrency: 20 },
  )
  const stream = new FakeStream()
  stream.write(
    ...Array.from({ length: EVENTS }, (_, index) => {
      const image = toEventItem(counterEvent('c1', index + 1))
      return { pk: 'counter#c1', sk: String(index + 1), value: String(index + 1), image }
    }),
  )
  const { ParallelizationFactor, FunctionResponseTypes } = (mapping?.[1].Properties ??
    {}) as unknown as EventSourceMapping
  const source = startEventSource(
    {
      FunctionName: 'relay',
      EventSourceArn: streamArn,
      StartingPosition: 'TRIM_HORIZON',
      ...(ParallelizationFactor && { ParallelizationFactor }),
      ...(FunctionResponseTypes && { FunctionResponseTypes }),
      ...changes,
    },
    { functions, queues: new FakeQueue(), dynamodb: stream, clock: { now: () => 0 } },
  )
  await eventually(() => expect(published).toHaveLength(EVENTS))
  await source.stop(50)
  return published
}

const inOrder = Array.from({ length: EVENTS }, (_, index) => index + 1)

it('keeps the order of an aggregate through a throttled first event, with the lanes that AWS has', async () => {
  expect(await publishedSequences()).toEqual(inOrder)
})

it('would not keep it with a second lane per shard', async () => {
  expect(await publishedSequences({ ParallelizationFactor: 2 })).not.toEqual(inOrder)
})
