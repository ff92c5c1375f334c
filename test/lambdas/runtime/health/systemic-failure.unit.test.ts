import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderCancelled, orderCreated } from '../../../../events/order.ts'
import { type ConsumerFunction, consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { type ConsumerKit, consumerKit, deliver, type TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { anEvent, orderCreatedEvent } from '../../../support/events.ts'
import { eventually } from '../../../support/eventually.ts'
import { SharedQueue } from './shared-queue.ts'

let dynamo: TestDynamoDb
let kit: ConsumerKit
let queue: SharedQueue
let name: string
/** Events whose handler ran, in order. */
let ran: string[]
let next = 1

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  kit = consumerKit(dynamo, undefined, next)
  queue = new SharedQueue(kit)
  name = `consumer-${next++}`
  ran = []
  dynamo.calls.length = 0
  dynamo.faults.length = 0
})

type Behaviour = (event: EventEnvelope) => void | Promise<void>

const declare = (options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({
    name,
    subscribesTo: [orderCreated, orderCancelled],
    delivery: 'effectively-once',
    idempotency: 'atomic',
    ...options,
  }) as ReturnType<typeof typed>
const typed = () => defineConsumer({ name, subscribesTo: [orderCreated, orderCancelled], delivery: 'at-least-once' })

/** One instance of the consumer's function; all share queue, tables and clock unless it has its own. */
function instance(behaviour: () => Behaviour, options: Partial<ConsumerOptions> = {}, clock = kit.clock) {
  const handle = async (event: EventEnvelope) => {
    ran.push(event.event_id)
    await behaviour()(event)
  }
  const environment = { ...kit.environment, clock, tables: { ...testTables, health: testTables.breakers } }
  return consumerHandler(declare(options), environment, { 'order.created': handle, 'order.cancelled': handle })
}

const good: Behaviour = () => {}
const refusing: Behaviour = ({ event_id }) => {
  throw new PermanentError('NO_SUCH_FIELD', `There is no field "total" in ${event_id}.`)
}
const crashing: Behaviour = () => {
  throw new TypeError("Cannot read properties of undefined (reading 'total')")
}

/** A valid `order.cancelled`, of an order of its own unless told otherwise. */
const orderCancelledEvent = (number: number, orderId = `ord_${number}`): EventEnvelope => ({
  ...anEvent(number, 'order.cancelled', 2, { ...orderCancelled.example, order_id: orderId }),
  aggregate_id: orderId,
})

const numberOf = ({ event_id }: EventEnvelope): number => Number.parseInt(event_id.slice(-12), 16)
const orders = (count: number): EventEnvelope[] => Array.from({ length: count }, () => orderCreatedEvent(next++))
const fleet = (count: number, behaviour: () => Behaviour, options?: Partial<ConsumerOptions>): ConsumerFunction[] =>
  Array.from({ length: count }, () => instance(behaviour, options))

describe('a deployment that breaks everything', () => {
  it.each([
    ['leaves nine dead letters at most where every failure is final', refusing, 9],
    ['leaves none where failures are tried again', crashing, 0],
  ] as const)('%s, and recovers by itself when it is repaired', async (_, broken, most) => {
    let behaviour = broken
    const instances = fleet(3, () => behaviour)
    for (let minute = 0; minute < 10; minute++) {
      queue.send(...orders(15))
      await queue.run(60, instances, 10)
    }
    expect(kit.deadLetters.length).toBeLessThanOrEqual(most)
    expect(queue.size).toBe(150 - kit.deadLetters.length)
    expect(Math.max(...queue.dueIn)).toBeLessThan(600)

    behaviour = good
    await queue.run(
      900,
      fleet(3, () => behaviour),
    )
    expect(queue.size).toBe(0)
    expect(kit.deadLetters.length).toBeLessThanOrEqual(most)
  })

  it('is tried by one message at a time, ever more rarely', async () => {
    const instances = fleet(3, () => crashing)
    queue.send(...orders(40))
    await queue.run(60, instances)
    ran.length = 0
    await queue.run(3600, instances)
    // After 60, 120, 240 s and then every 300 s.
    expect(ran.length).toBeGreaterThan(8)
    expect(ran.length).toBeLessThan(16)
  })

  it('goes on by steps: one, then five, then twenty-five', async () => {
    let behaviour = crashing
    const instances = fleet(1, () => behaviour)
    queue.send(...orders(60))
    await queue.run(20, instances)
    behaviour = good
    const atOnce: number[] = []
    for (let second = 0; second < 120 && queue.size > 0; second++) {
      ran.length = 0
      await queue.run(1, instances)
      if (ran.length > 0) atOnce.push(ran.length)
    }
    expect(atOnce[0]).toBe(1)
    expect(queue.size).toBe(0)
  })

  it('is found out in a consumer that was well until then', async () => {
    let behaviour = good
    const instances = fleet(3, () => behaviour)
    queue.send(...orders(100))
    await queue.run(25, instances)
    behaviour = refusing
    for (let round = 0; round < 12; round++) {
      queue.send(...orders(20))
      await queue.run(10, instances, 5)
    }
    // Nine in the window in which much had gone well before, nine in the next.
    expect(kit.deadLetters.length).toBeLessThanOrEqual(18)
  })

  it('is found out in a queue with few events', async () => {
    const instances = fleet(1, () => refusing)
    for (let event = 0; event < 20; event++) {
      queue.send(...orders(1))
      await queue.run(120, instances, 30)
    }
    expect(kit.deadLetters).toHaveLength(9)
  })

  it('is found out by instances whose clocks differ', async () => {
    const clock = (seconds: number) => ({ now: () => kit.clock.now() + seconds * 1000 }) as TestClock
    const instances = [0, 20, -20].map((seconds) => instance(() => refusing, {}, clock(seconds)))
    for (let round = 0; round < 8; round++) {
      queue.send(...orders(20))
      await queue.run(15, instances, 5)
    }
    // Whoever is ahead begins windows before the others.
    expect(kit.deadLetters.length).toBeLessThanOrEqual(18)
  })

  it('keeps the order of each aggregate', async () => {
    let behaviour = crashing
    queue = new SharedQueue(kit, { isFifo: true })
    const instances = fleet(2, () => behaviour, { ordering: 'aggregate' })
    const pairs = orders(30).map((first) => [first, orderCancelledEvent(next++, first.aggregate_id)] as const)
    queue.send(...pairs.flat())
    await queue.run(300, instances)
    behaviour = good
    ran.length = 0
    await queue.run(1200, instances)
    expect(queue.size).toBe(0)
    for (const [first, second] of pairs) expect(ran.indexOf(first.event_id)).toBeLessThan(ran.indexOf(second.event_id))
  })

  it('may last until the queue would forget its messages: then they are dead letters with their cause', async () => {
    const options = { timeoutSeconds: 60, retentionDays: 1 }
    const instances = fleet(1, () => crashing, options)
    queue.send(...orders(12))
    await queue.run(86_400 - 3600, instances)
    expect(kit.deadLetters).toEqual([])
    expect(Math.max(...queue.receives)).toBeLessThan(derivedLimits(declare(options)).maxReceiveCount)
    await queue.run(3600, instances)
    expect(queue.size).toBe(0)
    expect(new Set(kit.deadLetters.map(({ attributes }) => attributes.error_type))).toEqual(
      new Set(['TypeError', 'HeldError:SYSTEMIC_FAILURE']),
    )
  })

  it('is tried again when the function that tried has died', async () => {
    let behaviour = crashing
    const instances = fleet(1, () => behaviour)
    queue.send(...orders(20))
    await queue.run(25, instances)
    expect(queue.size).toBe(20)
    behaviour = () => {
      throw new DeferredError('LATER', 'no word about its health', 5)
    }
    await queue.run(60, instances)
    behaviour = good
    await queue.run(600, instances)
    expect(queue.size).toBe(0)
  })
})

describe('dead letters as ever', () => {
  it('of two poison events in a quiet queue', async () => {
    const instances = fleet(1, () => refusing)
    queue.send(...orders(2))
    await queue.run(600, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 2])
  })

  it('of one aggregate of which every event is poison', async () => {
    const instances = fleet(3, () => refusing)
    const [first] = orders(1)
    queue.send(...Array.from({ length: 50 }, () => orderCancelledEvent(next++, first!.aggregate_id)))
    await queue.run(600, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 50])
  })

  it.each([
    ['for good', refusing],
    ['again and again', crashing],
  ] as const)('of every third event that fails %s, and what is well is not held up for them', async (_, failing) => {
    let handled = 0
    const instances = fleet(3, () => (event) => {
      if (numberOf(event) % 3 === 0) failing(event)
      handled++
    })
    queue.send(...orders(90))
    await queue.run(60, instances)
    expect(handled).toBe(60)
    // Those that failed come back on their own, without the others beside them.
    await queue.run(600, instances)
    queue.send(...orders(30))
    await queue.run(1, instances)
    expect(handled).toBe(80)
    await queue.run(600, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 40])
  })

  it('of every other message of a burst, though they fail long before the others have succeeded', async () => {
    const counted = () => dynamo.calls.filter((call) => call === 'UpdateItem').length
    const instances = fleet(4, () => async (event) => {
      if (numberOf(event) % 2 === 0) refusing(event)
      await eventually(() => expect(counted()).toBeGreaterThanOrEqual(20))
    })
    const sent = orders(40)
    const batches = instances.map((_, index) => sent.slice(index * 10, index * 10 + 10))
    await Promise.all(
      batches.map((batch, index) =>
        deliver(
          instances[index]!,
          batch.map((of) => ({ of })),
        ),
      ),
    )
    const errors = kit.outcomes.flat().map(({ outcome }) => ('error' in outcome ? outcome.error?.message : undefined))
    expect(errors).toContain('Many fail for one cause: it is tried once more.')
    expect(errors).not.toContainEqual(expect.stringContaining('Nearly all'))
  })

  it('of what fails for a cause of its own while others are held', async () => {
    let behaviour = crashing
    const instances = fleet(1, () => behaviour)
    queue.send(...orders(20))
    await queue.run(25, instances)
    behaviour = refusing
    await queue.run(3600, instances)
    expect(kit.deadLetters.length).toBeGreaterThan(0)
    expect(kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:NO_SUCH_FIELD')
  })

  it('of copies of what was processed: there are none, and nothing is held for them', async () => {
    const events = orders(40)
    queue.send(...events)
    await queue.run(
      1,
      fleet(1, () => good),
    )
    queue.send(...events)
    const instances = fleet(1, () => refusing)
    await queue.run(10, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 0])
    const [fresh] = orders(1)
    queue.send(fresh!)
    await queue.run(1, instances)
    expect(kit.deadLetters).toHaveLength(1)
  })

  it('wait while nobody can count them, because the store is away', async () => {
    const instances = fleet(1, () => refusing)
    const throttled = () => ({
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' },
    })
    dynamo.faults.push('pass', ...Array.from({ length: 12 }, () => throttled))
    queue.send(...orders(1))
    await queue.deliverDue(instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([1, 0])
    dynamo.faults.length = 0
    await queue.run(60, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 1])
  })

  it('of a consumer that wants it so', async () => {
    const instances = fleet(1, () => refusing, { systemicFailure: 'off' })
    queue.send(...orders(50))
    await queue.run(10, instances)
    expect(kit.deadLetters).toHaveLength(50)
  })
})

describe('another type of the same consumer', () => {
  it('goes on while one is held, and what goes well of it does not speak for that one', async () => {
    let behaviour: Behaviour = (event) => (event.event_type === 'order.created' ? crashing(event) : undefined)
    const instances = fleet(2, () => behaviour)
    queue.send(...orders(20))
    await queue.run(25, instances)
    ran.length = 0
    const others = Array.from({ length: 60 }, () => orderCancelledEvent(next++))
    queue.send(...others)
    await queue.deliverDue(instances)
    expect(ran.toSorted()).toEqual(others.map(({ event_id }) => event_id).toSorted())
    ran.length = 0
    queue.send(...orders(20))
    await queue.deliverDue(instances)
    expect(ran.length).toBeLessThanOrEqual(1)
    behaviour = good
    await queue.run(600, instances)
    expect([queue.size, kit.deadLetters.length]).toEqual([0, 0])
  })
})

it('costs a healthy consumer nothing: no call more than without it', async () => {
  const calls = async (systemicFailure: 'off' | undefined) => {
    const instances = fleet(1, () => good, systemicFailure && { systemicFailure })
    dynamo.calls.length = 0
    queue.send(...orders(30))
    await queue.deliverDue(instances)
    return [...dynamo.calls]
  }
  expect(await calls(undefined)).toEqual(await calls('off'))
})
