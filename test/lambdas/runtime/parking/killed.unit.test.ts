import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { failingAt, mortalClient, OrderedWorld, orderEvent } from './kit.ts'

/**
 * A function that is killed at any call of parking or release, and one whose answer is lost, so that what it has parked is not
 * deleted. What follows is always the same: redelivery, to an instance that knows nothing.
 */

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

type Way = 'atomic' | 'lease'

/** An event dies and two are parked; then it is repaired and released, while a fourth comes. */
async function run(way: Way, death?: { call: number; when: 'before' | 'after' }, lostAnswer?: number) {
  const world = new OrderedWorld(dynamo.client, { idempotency: way })
  const broken = new Set(['ord_1/1'])
  world.behave = failingAt(broken)
  const first = mortalClient(dynamo.database, death)
  let instance = world.instance(first)
  let invocations = 0
  const drain = async () => {
    for (let round = 0; world.queue.size > 0; round++) {
      if (round > 100) throw new Error('The queue does not get empty.')
      world.clock.advance(world.queue.dueInSeconds ?? 0)
      const [kind] = await world.invoke(instance, { losesAnswer: ++invocations === lostAnswer })
      if (kind === 'killed') instance = world.instance(mortalClient(dynamo.database))
    }
  }
  world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3), orderEvent(2, 1))
  await drain()
  const parked = await world.parked(1)
  broken.clear()
  world.wakeUp(1)
  world.send(orderEvent(1, 4))
  await drain()
  // What a killed release leaves is taken up by the next wake-up.
  world.clock.advance(60)
  world.wakeUp(1)
  await drain()
  return {
    parked,
    calls: first.calls,
    invocations,
    seen: [await world.seen(1), await world.seen(2)],
    leftovers: await world.leftovers(),
    held: await world.aggregatesHeld(),
  }
}

const right = { seen: [[1, 2, 3, 4], [1]], leftovers: [], held: 0 }

describe.each(['atomic', 'lease'] as const)('a function of a consumer that is %s', (way) => {
  it('killed at any call of parking and release: in order, exactly once, nothing left behind', async () => {
    const { calls, parked } = await run(way)
    expect(parked).toEqual([1, 2, 3])
    expect(calls.length).toBeGreaterThan(15)
    for (const [index, operation] of calls.entries()) {
      for (const when of ['before', 'after'] as const) {
        const { seen, leftovers, held } = await run(way, { call: index + 1, when })
        expect({ seen, leftovers, held }, `killed ${when} call ${index + 1}, ${operation}`).toEqual(right)
      }
    }
  }, 60_000)

  it('whose answer is lost, at any invocation: in order, exactly once, nothing left behind', async () => {
    const { invocations } = await run(way)
    for (let lost = 1; lost <= invocations; lost++) {
      const { seen, leftovers, held } = await run(way, undefined, lost)
      expect({ seen, leftovers, held }, `the answer of invocation ${lost} was lost`).toEqual(right)
    }
  })
})
