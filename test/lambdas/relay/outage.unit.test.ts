import type { DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { createTaken } from '../../../lambdas/relay/publishing/taken.ts'
import type { Refusal, Target } from '../../../lambdas/relay/publishing/target.ts'
import { relayTries } from '../../../lambdas/runtime/declarations/relay.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { processBatch } from '../../../local/event-sources/stream-lane.ts'
import type { InvocationResult } from '../../../local/lambda/index.ts'
import type { DynamoDbStreamRecord } from '../../../local/ports.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { counterEvent } from '../runtime/event-store/counter.ts'

const HOUR = 3_600_000
/** Lambda's longest pause between two attempts is about a minute. */
const PAUSE_MS = 60_000
const away: Refusal = { code: 'InternalFailure', message: 'away', isPermanent: false }

/** Events of three aggregates, one every ten minutes in turn. */
const recordsOf = (count: number): DynamoDbStreamRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const event = counterEvent(`c${index % 3}`, Math.floor(index / 3) + 1)
    const image = toEventItem(event)
    return {
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: String(1000 + index),
        Keys: { pk: image.pk, sk: image.sk },
        NewImage: image,
        ApproximateCreationDateTime: (index * 10 * 60_000) / 1000,
        SizeBytes: 500,
      },
    } as unknown as DynamoDbStreamRecord
  })

/** The relay behind its event source mapping, as Lambda runs it, through an outage of so many hours. */
async function through(outage: { readonly bus: number; readonly topic: number }, records: DynamoDbStreamRecord[]) {
  const time = simulatedTime()
  const published = { bus: [] as string[], topic: [] as string[] }
  const setAside: string[] = []
  const givenUp: string[] = []
  const target = (name: 'bus' | 'topic'): Target<never> => ({
    name,
    maxEntries: 10,
    maxBytes: 256 * 1024,
    send: async (messages: readonly { event: { aggregate_id: string; sequence: number } }[]) => {
      if (time.clock.now() < outage[name] * HOUR) return messages.map(() => away)
      published[name].push(...messages.map(({ event }) => `${event.aggregate_id} ${event.sequence}`))
      return []
    },
  })
  const environment = {
    ...time,
    random: () => 0.9,
    taken: createTaken(),
    setAside: async (body: string) => void setAside.push(JSON.parse(body).sequence_number),
    log: () => {},
  }
  const targets = { bus: target('bus'), topic: target('topic') }
  const relay = relayHandler((all) => eventPlan(all, targets), environment)

  async function invoke(take: () => DynamoDbStreamRecord[]): Promise<InvocationResult> {
    const event = { Records: take() } as unknown as DynamoDBStreamEvent
    const base = { requestId: 'r', logTail: '' }
    return relay(event, { getRemainingTimeInMillis: () => 30_000 }).then(
      (answer) => ({ ...base, payload: JSON.stringify(answer) }),
      ({ name, message }: Error) => ({
        ...base,
        payload: '',
        error: { errorType: name, errorMessage: message, trace: [] },
      }),
    )
  }
  for (let left = records; left.length > 0; ) {
    const isStored = ({ dynamodb }: DynamoDbStreamRecord) =>
      dynamodb.ApproximateCreationDateTime * 1000 <= time.clock.now()
    const taken = await processBatch(() => left.filter(isStored), {
      mapping: {
        FunctionName: 'relay',
        EventSourceArn: 'arn:aws:dynamodb:eu-central-1:0:table/events/stream/1',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: relayTries.giveUpAfterMinutes * 60,
      },
      invoke,
      giveUp: async (lost) => void givenUp.push(...lost.map(({ dynamodb }) => dynamodb.SequenceNumber)),
      onExpired: () => expect.unreachable('a record was lost'),
      onProgress: () => {},
      now: time.clock.now,
      pause: () => time.sleep(PAUSE_MS),
      signal: new AbortController().signal,
    })
    left = left.slice(taken)
    if (taken === 0) await time.sleep(PAUSE_MS)
  }
  return { published, setAside, givenUp }
}

const ordersOf = (published: readonly string[]) =>
  ['c0', 'c1', 'c2'].map((id) => published.filter((one) => one.startsWith(id)).map((one) => Number(one.split(' ')[1])))
const firstSights = (numbers: readonly number[]) => [...new Set(numbers)]

describe('an outage of what the relay publishes to', () => {
  const records = recordsOf(60)
  const upTo20 = Array.from({ length: 20 }, (_, index) => index + 1)

  it.each([
    ['both', { bus: 12, topic: 12 }],
    ['EventBridge', { bus: 22, topic: 0 }],
    ['SNS', { bus: 0, topic: 22 }],
  ])('of %s ends with everything published, in order per aggregate, and nothing set aside', async (_, outage) => {
    const { published, setAside, givenUp } = await through(outage, records)
    expect([...setAside, ...givenUp]).toEqual([])
    for (const numbers of ordersOf(published.topic)) expect(numbers).toEqual(upTo20)
    for (const numbers of ordersOf(published.bus))
      expect(firstSights(numbers).toSorted((a, b) => a - b)).toEqual(upTo20)
    // The target that was there has not been told everything again with each of a thousand attempts.
    expect(published.topic).toHaveLength(60)
    expect(published.bus).toHaveLength(60)
  })

  it('of more than a day sets aside, in order, what the stream is about to lose, and goes on with the rest', async () => {
    const { published, setAside, givenUp } = await through({ bus: 0, topic: 26 }, records)
    expect(givenUp).toEqual([])
    // Stored within the first three hours, one every ten minutes.
    expect(setAside.length).toBeGreaterThanOrEqual(18)
    expect(setAside).toEqual(records.slice(0, setAside.length).map(({ dynamodb }) => dynamodb.SequenceNumber))
    for (const numbers of ordersOf(published.topic)) expect(numbers.at(-1)).toBe(20)
    expect(published.topic).toHaveLength(60 - setAside.length)
  })
})
