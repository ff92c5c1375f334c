import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderEvents } from '../../../../events/order.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { createInProcessBus } from '../../../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderHistory } from '../../../support/events.ts'
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
  send(...events: readonly EventEnvelope[]): Promise<void>
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
    release: async (order) => {
      world.wakeUp(number(order))
      await world.drain(instance)
    },
    parked: (order) => world.parked(number(order)),
  }
}

function harness(handle: Handle): Platform {
  const own = consumerHarness(declaration, handlersOf(handle))
  return {
    send: async (...events) => {
      await own.deliver(...events)
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
  const own = createInProcessBus({
    clock,
    timers: { after: () => () => {} },
    ids: createIds(clock, (count) => new Uint8Array(count).fill(++ids)),
    random: () => 0.5,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    onGivenUp: quiet,
  })
  own.subscribe(declaration, handlersOf(handle))
  return {
    send: (...events) => own.publish(...events),
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
  let platform: Platform
  const name = ({ aggregate_id, sequence }: EventEnvelope) => `${aggregate_id}/${sequence}`
  const of = (order: number) => done.filter((one) => one.startsWith(`ord_${order}/`))
  const all = (order: number, ...sequences: number[]) => sequences.map((sequence) => `ord_${order}/${sequence}`)

  beforeEach(() => {
    done = []
    broken = new Set(['ord_1/3'])
    platform = start((event) => {
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
})
