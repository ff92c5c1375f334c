import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderEvents } from '../../../../events/order.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { createInProcessBus } from '../../../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderHistory } from '../../../support/events.ts'
import { decideAs } from './decide-as.ts'
import { OrderedWorld } from './kit.ts'

/**
 * What if the third event fails? The consumer's function behind its queue, the harness that tests it, and the in-process bus that it
 * starts in give the same answers.
 */

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

interface Platform {
  /** Delivers events, and lets the time pass that they take. */
  send(...events: readonly EventEnvelope[]): Promise<void>
  /** Delivers events; no time passes. */
  arrive(...events: readonly EventEnvelope[]): Promise<void>
  /** Lets the time pass that what is there takes. */
  settle(): Promise<void>
  skip(order: string, event: EventEnvelope): Promise<void>
  release(order: string): Promise<void>
  /** Sequences of what is parked of an order, in order. */
  parked(order: string): Promise<number[]>
}

const declaration = defineConsumer({
  name: 'ledger',
  subscribesTo: orderEvents,
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'atomic',
})
type Handle = (event: EventEnvelope) => void

const handlersOf = (handle: Handle) =>
  Object.fromEntries(orderEvents.map(({ type }) => [type, handle])) as unknown as HandlersOf<typeof declaration>

function queue(handle: Handle): Platform {
  const world = new OrderedWorld(db.client)
  world.behave = handle
  const instance = world.instance()
  const number = (order: string) => Number(order.replace('ord_', ''))
  return {
    send: async (...events) => {
      world.send(...events)
      await world.drain(instance)
    },
    arrive: async (...events) => {
      world.send(...events)
      await world.invoke(instance)
    },
    settle: async () => {
      await world.drain(instance)
    },
    release: async (order) => {
      world.wakeUp(number(order))
      await world.drain(instance)
    },
    skip: async (order, { sequence }) => {
      const operator = { client: db.client, clock: world.clock }
      await decideAs(operator, world, { order: number(order), sequence, isEdit: false })
      world.wakeUp(number(order))
      await world.drain(instance)
    },
    parked: (order) => world.parked(number(order)),
  }
}

function harness(handle: Handle): Platform {
  const own = consumerHarness(declaration, handlersOf(handle))
  const arrive = async (...events: readonly EventEnvelope[]) => {
    await own.deliver(...events)
  }
  return {
    send: arrive,
    arrive,
    settle: async () => {
      await own.advance(3600)
    },
    skip: async (order, { event_id }) => {
      await own.skip(order, event_id)
    },
    release: async (order) => {
      await own.release(order)
    },
    parked: async (order) =>
      own.parked.filter(({ group }) => group === order).flatMap(({ events }) => events.map(({ position }) => position)),
  }
}

function bus(handle: Handle): Platform {
  const clock = { now: () => Date.parse('2026-01-01T00:00:00.000Z') }
  const quiet = () => {}
  let ids = 0
  const timers = new Set<{ readonly milliseconds: number; readonly callback: () => void }>()
  const own = createInProcessBus({
    clock,
    timers: {
      after: (milliseconds, callback) => {
        const timer = { milliseconds, callback }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    ids: createIds(clock, (count) => new Uint8Array(count).fill(++ids)),
    random: () => 0.5,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    onGivenUp: quiet,
  })
  own.subscribe(declaration, handlersOf(handle))
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    send: (...events) => own.publish(...events),
    arrive: async (...events) => {
      void own.publish(...events)
      await turn()
    },
    settle: async () => {
      let isIdle = false
      void own.idle().then(() => {
        isIdle = true
      })
      for (await turn(); !isIdle; await turn()) {
        const [next] = [...timers].sort((one, other) => one.milliseconds - other.milliseconds)
        if (next) timers.delete(next)
        next?.callback()
      }
    },
    skip: async (order, { event_id }) => {
      await own.skip('ledger', order, event_id)
    },
    release: async (order) => {
      await own.release('ledger', order)
    },
    parked: async (order) =>
      own
        .held()
        .filter(({ group }) => group === order)
        .flatMap(({ events }) => events.map(({ position }) => position)),
  }
}

describe.each([
  ['the queue', queue],
  ['the harness', harness],
  ['the in-process bus', bus],
])('%s', (_, start) => {
  let done: string[]
  let broken: Set<string>
  let failuresToCome: number
  let platform: Platform
  const name = ({ aggregate_id, sequence }: EventEnvelope) => `${aggregate_id}/${sequence}`
  const of = (order: number) => done.filter((one) => one.startsWith(`ord_${order}/`))
  const all = (order: number, ...sequences: number[]) => sequences.map((sequence) => `ord_${order}/${sequence}`)

  beforeEach(() => {
    done = []
    broken = new Set(['ord_1/3'])
    failuresToCome = 0
    platform = start((event) => {
      if (name(event) === 'ord_1/3' && failuresToCome > 0) {
        failuresToCome--
        throw new TransientError('BUSY', 'not just now')
      }
      if (broken.has(name(event))) throw new PermanentError('BROKEN', `cannot do ${name(event)}`)
      done.push(name(event))
    })
  })

  it('holds what comes behind the third event, in order, and lets other orders go on', async () => {
    const [first, second, third, fourth, fifth] = orderHistory(1, 5) as [EventEnvelope, ...EventEnvelope[]]
    await platform.send(first, second!, third!, fourth!)
    await platform.send(...orderHistory(2, 3), fifth!)
    expect([of(1), of(2)]).toEqual([all(1, 1, 2), all(2, 1, 2, 3)])
    expect([await platform.parked('ord_1'), await platform.parked('ord_2')]).toEqual([[3, 4, 5], []])
  })

  it('goes on in order when it is released, and then as before; copies of what was parked are duplicates', async () => {
    const history = orderHistory(1, 5)
    await platform.send(...history.slice(0, 4))
    broken.clear()
    await platform.release('ord_1')
    await platform.send(...history)
    expect([of(1), await platform.parked('ord_1')]).toEqual([all(1, 1, 2, 3, 4, 5), []])
  })

  it('stops at the first that fails in a release: that one is the new head', async () => {
    await platform.send(...orderHistory(1, 5))
    broken = new Set(['ord_1/4'])
    await platform.release('ord_1')
    expect([of(1), await platform.parked('ord_1')]).toEqual([all(1, 1, 2, 3), [4, 5]])
  })

  it('does a copy of what came before the head, and of what is parked, no second time', async () => {
    const history = orderHistory(1, 4)
    await platform.send(...history)
    await platform.send(...history)
    expect([of(1), await platform.parked('ord_1')]).toEqual([all(1, 1, 2), [3, 4]])
  })

  it('lets nothing of an order overtake its third event while that fails for a while', async () => {
    broken.clear()
    // One for each arrival: the wait after a failure is random, and may be none, so that each of them may try it again.
    failuresToCome = 3
    const history = orderHistory(1, 4)
    await platform.arrive(...history.slice(0, 3))
    await platform.arrive(history[3]!)
    await platform.arrive(...orderHistory(2, 2))
    expect([of(1), of(2)]).toEqual([all(1, 1, 2), all(2, 1, 2)])
    await platform.settle()
    expect([of(1), await platform.parked('ord_1')]).toEqual([all(1, 1, 2, 3, 4), []])
  })

  it('never does an event that was skipped, nor a copy of it', async () => {
    const history = orderHistory(1, 4)
    await platform.send(...history)
    await platform.skip('ord_1', history[2]!)
    broken.clear()
    await platform.send(history[2]!)
    expect([of(1), await platform.parked('ord_1')]).toEqual([all(1, 1, 2, 4), []])
  })
})
