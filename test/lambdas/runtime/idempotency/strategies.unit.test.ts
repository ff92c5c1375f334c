import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { TransientError } from '../../../../lambdas/runtime/errors.ts'
import { CLOCK_SKEW_MS } from '../../../../lambdas/runtime/idempotency/take-lease.ts'
import { type ConsumerKit, consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { consumerOf, timesOf, wayFixtures } from './fixtures.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

/** What every strategy promises, whatever it rests on. */
describe.each(wayFixtures)('idempotency $name', (fixture) => {
  let kit: ConsumerKit
  let event: ReturnType<typeof orderCreatedEvent>
  const kinds = () => kit.outcomes.map((batch) => batch.map(({ outcome }) => outcome.kind))

  beforeEach(() => {
    kit = consumerKit(dynamo, new TestClock(), next)
    event = orderCreatedEvent(next++)
    dynamo.calls.length = 0
    dynamo.faults.length = 0
  })

  it('has one effect for one event, at the price that is documented', async () => {
    expect(await deliver(consumerOf(fixture, kit), [{ of: event }])).toEqual([])
    expect(dynamo.calls).toEqual(fixture.callsOfOne)
    expect(await timesOf(dynamo, event)).toBe(1)
  })

  it.each([1, 2])('has none for a copy (receive %i), which costs one call', async (receives) => {
    const handler = consumerOf(fixture, kit)
    await deliver(handler, [{ of: event }])
    dynamo.calls.length = 0
    expect(await deliver(handler, [{ of: event, messageId: 'copy', receives }])).toEqual([])
    expect(kinds().at(-1)).toEqual(['duplicate'])
    expect(dynamo.calls).toHaveLength(1)
    expect(await timesOf(dynamo, event)).toBe(1)
  })

  it('has one for two copies in one batch, and no failure', async () => {
    expect(await deliver(consumerOf(fixture, kit), [{ of: event }, { of: event, messageId: 'copy' }])).toEqual([])
    expect(kinds()).toEqual([['processed', 'duplicate']])
    expect(await timesOf(dynamo, event)).toBe(1)
  })

  it('has one for 20 copies at once, each in a function of its own', async () => {
    const copies = Array.from({ length: 20 }, (_, copy) => `copy-${copy}`)
    const results = await Promise.all(
      copies.map((messageId, seed) => {
        const own = consumerKit(dynamo, kit.clock, 1000 * next + seed)
        return deliver(consumerOf(fixture, own), [{ of: event, messageId }]).then(
          () => own.outcomes[0]?.[0]?.outcome.kind,
        )
      }),
    )
    expect(results.filter((kind) => kind === 'processed')).toHaveLength(1)
    expect(results.filter((kind) => kind === 'failed' || kind === 'dead-lettered')).toEqual([])
    expect(await timesOf(dynamo, event)).toBe(1)
  })

  it('has none when the handler fails, and one when it then succeeds', async () => {
    const failing = {
      ...fixture,
      handle: () => {
        throw new TransientError('DOWN', 'not now')
      },
    }
    expect(await deliver(consumerOf(failing, kit), [{ of: event }])).toEqual([event.event_id])
    expect(await timesOf(dynamo, event)).toBe(0)
    expect(await deliver(consumerOf(fixture, kit), [{ of: event, receives: 2 }])).toEqual([])
    expect(await timesOf(dynamo, event)).toBe(1)
  })

  it.each(fixture.callsOfOne.map((call, index) => [index, call] as const))(
    'has one, and no failure, when the answer of call %i (%s) is lost',
    async (index) => {
      dynamo.faults.push(...Array<'pass'>(index).fill('pass'), 'lose-answer')
      expect(await deliver(consumerOf(fixture, kit), [{ of: event }])).toEqual([])
      expect(await timesOf(dynamo, event)).toBe(1)
      expect(await deliver(consumerOf(fixture, kit), [{ of: event, messageId: 'copy' }])).toEqual([])
      expect(await timesOf(dynamo, event)).toBe(1)
    },
  )

  it.each(fixture.callsOfOne.map((call, index) => [index, call] as const))(
    'has one in the end when the function dies after call %i (%s)',
    async (index) => {
      // Every later request breaks, and so does the last one's answer: the process has no way to know or say anything.
      const dead = Array<'refuse'>(50).fill('refuse')
      dynamo.faults.push(...Array<'pass'>(index).fill('pass'), 'lose-answer', ...dead)
      await deliver(consumerOf(fixture, kit), [{ of: event }])
      dynamo.faults.length = 0
      kit.clock.advance(10 + CLOCK_SKEW_MS / 1000 + 1)
      expect(await deliver(consumerOf(fixture, kit), [{ of: event, receives: 2 }])).toEqual([])
      expect(await timesOf(dynamo, event)).toBe(1)
    },
  )

  it(`${fixture.expires ? 'forgets' : 'never forgets'} an event after the dedup time`, async () => {
    const { dedupTtlSeconds } = derivedLimits(
      defineConsumer({ name: 'any', subscribesTo: [orderCreated], delivery: 'at-least-once' }),
    )
    await deliver(consumerOf(fixture, kit), [{ of: event }])
    kit.clock.advance(dedupTtlSeconds - 1)
    await deliver(consumerOf(fixture, kit), [{ of: event, messageId: 'late' }])
    expect(await timesOf(dynamo, event)).toBe(1)
    kit.clock.advance(2)
    await deliver(consumerOf(fixture, kit), [{ of: event, messageId: 'too late' }])
    // DynamoDB has deleted nothing yet: it is the condition that lets the expired marker pass.
    expect(await timesOf(dynamo, event)).toBe(fixture.expires ? 2 : 1)
  })
})
