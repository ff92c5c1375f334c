import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsumerOptions } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { failingAt, mortalClient, OrderedWorld, orderEvent } from './kit.ts'

/**
 * A function that is killed at any call of parking or release, of DynamoDB or of SQS, and one whose answer is lost, so that what it has
 * parked is not deleted. What follows is always the same: redelivery, to an instance that knows nothing, which may be killed likewise.
 */

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

type Way = 'atomic' | 'lease' | 'versioned' | 'unique-key' | 'unguarded'

const optionsOf = (way: Way): Partial<ConsumerOptions> =>
  way === 'unguarded' ? { delivery: 'at-least-once' } : { idempotency: way }

/**
 * An event dies and two are parked; then it is repaired and released, while a fourth comes. An event of another aggregate is in the batch of
 * the first, and one in that of the release.
 * @param deaths the calls after which the first instances die, one after another.
 */
async function run(way: Way, deaths: readonly number[] = [], lostAnswer?: number) {
  const { idempotency, ...options } = optionsOf(way)
  const world = new OrderedWorld(dynamo.client, { idempotency: idempotency as 'atomic', ...options })
  const broken = new Set(['ord_1/1'])
  world.behave = failingAt(broken)
  const start = (call: number | undefined) =>
    mortalClient(dynamo.database, call === undefined ? undefined : { call, when: 'after' })
  const processes = [start(deaths[0])]
  let instance = world.instance(processes[0])
  let invocations = 0
  const drain = async () => {
    for (let round = 0; world.queue.size > 0; round++) {
      if (round > 100) throw new Error('The queue does not get empty.')
      world.clock.advance(world.queue.dueInSeconds ?? 0)
      const [kind] = await world.invoke(instance, { losesAnswer: ++invocations === lostAnswer })
      if (kind !== 'killed') continue
      const next = start(deaths[processes.length])
      processes.push(next)
      instance = world.instance(next)
    }
  }
  world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3), orderEvent(2, 1))
  await drain()
  const parked = await world.parked(1)
  broken.clear()
  world.wakeUp(1)
  world.send(orderEvent(1, 4), orderEvent(2, 2))
  await drain()
  // What a killed release leaves is taken up by the next wake-up.
  world.clock.advance(60)
  world.wakeUp(1)
  await drain()
  return {
    parked,
    calls: processes.map(({ calls }) => calls),
    invocations,
    end: {
      seen: [await world.seen(1), await world.seen(2)].map(way === 'unguarded' ? firstSights : (all) => all),
      told: [1, 2].map((order) => firstSights(world.told.filter((one) => one.startsWith(`ord_${order}/`)))),
      leftovers: await world.leftovers(),
      held: await world.aggregatesHeld(),
    },
  }
}

/** Without a guard an effect may happen again: what counts is in which order each was first seen. */
const firstSights = <One>(all: readonly One[]): One[] => [...new Set(all)]

const right = {
  seen: [
    [1, 2, 3, 4],
    [1, 2],
  ],
  told: [
    ['ord_1/1', 'ord_1/2', 'ord_1/3', 'ord_1/4'],
    ['ord_2/1', 'ord_2/2'],
  ],
  leftovers: [],
  held: 0,
}

/** The others guard their effects in the same two ways. */
const TWICE: ReadonlySet<Way> = new Set<Way>(['atomic', 'versioned'])
/**
 * The second death comes at another call of its function after each death of the first: together at every one of them, since the first dies at
 * more calls than this.
 */
const STRIDE = 31

describe.each(['atomic', 'lease', 'versioned', 'unique-key', 'unguarded'] as const)(
  'a function of a consumer that is %s',
  (way) => {
    it('killed at any call of parking and release, as the one after it: in order, exactly once, told, nothing left behind', async () => {
      const { calls, parked, end } = await run(way)
      expect(parked).toEqual([1, 2, 3])
      expect(end).toEqual(right)
      const [first = []] = calls
      expect(first.length).toBeGreaterThan(STRIDE)
      expect(first).toContain('DeleteMessageBatch')
      expect(first).toContain('ChangeMessageVisibilityBatch')
      for (const [index, operation] of first.entries()) {
        // Killed before a call is killed after the one before it, as far as anybody else can tell.
        const call = index + 1
        const killed = await run(way, [call])
        expect(killed.end, `killed after call ${call}, ${operation}`).toEqual(right)
        const second = TWICE.has(way) ? (killed.calls[1] ?? []) : []
        for (let other = 1 + (index % STRIDE); other <= second.length; other += STRIDE) {
          const { end: last } = await run(way, [call, other])
          expect(last, `killed after call ${call}, then after call ${other}, ${second[other - 1]}`).toEqual(right)
        }
      }
    })

    it('whose answer is lost, at any invocation: in order, exactly once, told, nothing left behind', async () => {
      const { invocations } = await run(way)
      for (let lost = 1; lost <= invocations; lost++) {
        const { end } = await run(way, [], lost)
        expect(end, `the answer of invocation ${lost} was lost`).toEqual(right)
      }
    })
  },
)
