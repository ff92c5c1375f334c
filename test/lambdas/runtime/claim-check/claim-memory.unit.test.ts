import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineEvent } from '../../../../events/define-event.ts'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { byteBudget } from '../../../../lambdas/runtime/claim-check/byte-budget.ts'
import { functionOf } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { createConsumer } from '../../../../lambdas/runtime/consumer/create-consumer.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { DeferredError } from '../../../../lambdas/runtime/errors.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { testEventId } from '../../../support/events.ts'
import { timeInHand } from '../../../support/time-in-hand.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a budget of bytes', () => {
  it('lets begin what fits, in turn, and the rest when there is room', async () => {
    const budget = byteBudget(100)
    const begun: string[] = []
    const ends = new Map<string, () => void>()
    const work = (name: string, bytes: number) =>
      budget.within(bytes, undefined, () => {
        begun.push(name)
        return new Promise<void>((resolve) => ends.set(name, resolve))
      })
    const all = [work('a', 60), work('b', 60), work('c', 10), work('d', 1000)]
    await turn()
    // c would fit, but b was there first.
    expect(begun).toEqual(['a'])
    ends.get('a')!()
    await turn()
    expect(begun).toEqual(['a', 'b', 'c'])
    ends.get('b')!()
    await turn()
    expect(begun).toEqual(['a', 'b', 'c'])
    ends.get('c')!()
    await turn()
    // Larger than all there is: alone.
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    ends.get('d')!()
    await Promise.all(all)
  })

  it('has room again after work that failed', async () => {
    const budget = byteBudget(10)
    await expect(budget.within(10, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await budget.within(10, undefined, async () => 'yes')).toBe('yes')
  })

  it('ends the wait, and no more than that, when the time is over', async () => {
    const budget = byteBudget(10)
    const first = Promise.withResolvers<string>()
    const time = new AbortController()
    const running = budget.within(10, time.signal, () => first.promise)
    const waiting = budget.within(10, time.signal, async () => 'never')
    const other = budget.within(1, undefined, async () => 'other')
    await turn()
    time.abort(new Error('over'))
    await expect(waiting).rejects.toEqual(expect.any(DeferredError))
    await expect(budget.within(1, time.signal, async () => 'late')).rejects.toMatchObject({ code: 'MEMORY_TAKEN' })
    first.resolve('done')
    expect([await running, await other]).toEqual(['done', 'other'])
  })
})

describe('a batch of large events', () => {
  const reportWritten = defineEvent({
    type: 'report.written',
    aggregate: 'report',
    producer: 'report-service',
    meaning: 'A report is there.',
    claimCheck: true,
    schema: z.object({ text: z.string() }),
    example: { text: 'a' },
  })
  const eventOf = (number: number): EventEnvelope => ({
    event_id: testEventId(number),
    event_type: 'report.written',
    version: 1,
    timestamp: '2026-01-01T00:00:00.000Z',
    aggregate_type: 'report',
    aggregate_id: `rep_${number}`,
    sequence: 1,
    data: {},
    data_ref: { sha256: 'e'.repeat(64), bytes: 300_000 },
    metadata: { source: 'report-service', correlation_id: 'req_1', causation_id: 'req_1' },
  })
  const declaration = defineConsumer({
    name: 'reports',
    subscribesTo: [reportWritten],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    batchSize: 10,
  })
  let dynamo: TestDynamoDb
  beforeAll(async () => {
    dynamo = await startTestDynamoDb()
  })
  afterAll(() => dynamo.close())

  it('is read and handled so many at a time as the memory bears', async () => {
    const kit = consumerKit(dynamo)
    const held = { now: 0, most: 0 }
    const claims = {
      put: async () => {},
      get: async () => {
        held.most = Math.max(held.most, ++held.now)
        await turn()
        return '{"text":"long"}'
      },
    }
    const handlers = {
      'report.written': async () => {
        await turn()
        held.now--
      },
    }
    const consumer = createConsumer(declaration, kit.environment, handlers, {})
    const handler = functionOf({ ...consumer, claims, claimBudget: byteBudget(1_000_000) })
    const left = await deliver(
      handler,
      Array.from({ length: 10 }, (_, number) => ({ of: eventOf(number) })),
    )
    expect(left).toEqual([])
    expect(kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)).toEqual(Array(10).fill('processed'))
    expect(held.most).toBe(3)
  })

  it('gives back without an attempt spent what had no turn in time', async () => {
    const kit = consumerKit(dynamo)
    const begun = Promise.withResolvers<void>()
    const { timers, endHandlers } = timeInHand()
    const handlers = {
      'report.written': () => {
        begun.resolve()
        return new Promise<void>(() => {})
      },
    }
    const claims = { put: async () => {}, get: async () => '{"text":"long"}' }
    const consumer = createConsumer(declaration, { ...kit.environment, timers }, handlers, {})
    const handler = functionOf({ ...consumer, claims, claimBudget: byteBudget(300_000) })
    const [first, second] = [eventOf(21), eventOf(22)]
    const delivery = deliver(handler, [{ of: first }, { of: second }])
    await begun.promise
    endHandlers()
    expect((await delivery).toSorted()).toEqual([first.event_id, second.event_id].toSorted())
    expect(kit.outcomes.at(-1)?.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'failed', error: { code: 'HANDLER_TIMEOUT' } },
      { kind: 'deferred', error: { code: 'MEMORY_TAKEN' } },
    ])
  })
})
