import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { RUNNING_KNOWN_MS } from '../../../../lambdas/runtime/consumer/pause-check.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { type PauseRecord, PauseRecords } from '../../../../ops/pauses/pause-records.ts'
import { consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

/** A consumer that is on record as paused, and whose event source delivers all the same: a deployment has enabled it. */

let db: TestDynamoDb
let records: PauseRecords
beforeAll(async () => {
  db = await startTestDynamoDb()
  records = new PauseRecords(db.client, testTables.operations)
})
afterAll(() => db.close())

let consumer: string
let made = 0
let clock: TestClock
beforeEach(() => {
  consumer = `paused-${++made}`
  clock = new TestClock()
  db.faults.length = 0
})

const unguarded = { delivery: 'at-least-once' } as const
const acknowledgedFirst = { delivery: 'at-most-once' } as const

function functionOf(options: Pick<ConsumerOptions, 'delivery'> = unguarded) {
  const kit = consumerKit(db, clock, made)
  const handled: string[] = []
  const declaration = defineConsumer({ name: consumer, subscribesTo: [orderCreated], ...options })
  const environment = { ...kit.environment, tables: testTables }
  const handler = consumerHandler(declaration, environment, {
    [orderCreated.type]: async ({ event_id }: { event_id: string }) => void handled.push(event_id),
  } as never)
  let order = 0
  return {
    kit,
    handled,
    /** @returns how many of these messages stay in the queue. */
    deliver: async (receives = 1) => (await deliver(handler, [{ of: orderCreatedEvent(++order), receives }])).length,
  }
}

/** What an operator wants from now on. */
async function want(intent: PauseRecord['intent'] | undefined): Promise<void> {
  const seen = await records.read(consumer)
  if (intent === undefined) {
    if (seen) await records.remove(seen)
    return
  }
  const record = { consumer, id: `pau_${++made}`, intent, by: 'ada', reason: 'bank', since: '2026-01-01T00:00:00.000Z' }
  expect(await records.replace(record, seen)).toBe(true)
}

describe('a paused consumer that is delivered to all the same', () => {
  it.each([unguarded, acknowledgedFirst])('handles nothing, and gives back what it gets: %j', async (options) => {
    await want('pause')
    const { kit, handled, deliver } = functionOf(options)
    for (const receives of [1, 2, 50]) expect(await deliver(receives)).toBe(1)
    expect([handled, kit.acknowledged, kit.deadLetters]).toEqual([[], [], []])
    expect(kit.outcomes.flat().map(({ outcome }) => outcome)).toMatchObject(
      Array.from({ length: 3 }, () => ({ kind: 'deferred', error: { code: 'CONSUMER_PAUSED' } })),
    )
    const [first = 0, , late = 0] = kit.postponed.map(({ delaySeconds }) => delaySeconds)
    expect(first, 'soon at first').toBeLessThan(5)
    expect(late, 'ever later').toBeGreaterThan(20)
  })

  it('goes on with the first batch after it was resumed', async () => {
    await want('pause')
    const { handled, deliver } = functionOf()
    await deliver()
    await want('resume')
    expect(await deliver()).toBe(0)
    await want(undefined)
    expect(await deliver()).toBe(0)
    expect(handled).toHaveLength(2)
  })

  it('stops within a minute where its function was warm', async () => {
    const { handled, deliver } = functionOf()
    expect(await deliver()).toBe(0)
    await want('pause')
    clock.advance(RUNNING_KNOWN_MS / 1000)
    expect(await deliver()).toBe(1)
    expect(handled).toHaveLength(1)
  })

  it('stays paused while that cannot be read', async () => {
    await want('pause')
    const { handled, deliver } = functionOf()
    await deliver()
    db.faults.push(refused)
    expect(await deliver()).toBe(1)
    expect(handled).toEqual([])
  })
})

const refused = () => ({ status: 400, body: { __type: 'ValidationException', message: 'no' } })

describe('a consumer that nobody has paused', () => {
  it('asks once a minute, in one read beside the first batch', async () => {
    const { deliver } = functionOf()
    db.calls.length = 0
    for (let batch = 0; batch < 3; batch++) {
      await deliver()
      clock.advance(RUNNING_KNOWN_MS / 1000 - 1)
      await deliver()
      clock.advance(1)
    }
    expect(db.calls).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  it('runs while that cannot be read, and asks again with the next batch', async () => {
    const { handled, deliver } = functionOf()
    db.faults.push(refused)
    expect(await deliver()).toBe(0)
    await want('pause')
    expect(await deliver()).toBe(1)
    expect(handled).toHaveLength(1)
  })

  it('is drained, and resumed, although that is on record', async () => {
    for (const intent of ['drain', 'resume'] as const) {
      await want(intent)
      expect(await functionOf().deliver()).toBe(0)
    }
  })
})
