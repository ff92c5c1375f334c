import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TransientError } from '../../../../lambdas/runtime/errors.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { failingAt, type Instance, OrderedWorld, orderEvent } from './kit.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

/** As many as make a type held if they fail within one window. */
const ENOUGH = 10
const dead = Array.from({ length: ENOUGH }, (_, index) => index + 1)
const FIRST_LIVE = 100
const HOUR_SECONDS = 3600

let world: OrderedWorld
let instance: Instance
let isAway: boolean
const broken = new Set<string>()

/** Orders that died one by one, hours apart: no case of nearly everything failing. */
async function holdOneByOne(): Promise<void> {
  for (const order of dead) {
    broken.add(`ord_${order}/1`)
    world.send(orderEvent(order, 1), orderEvent(order, 2))
    await world.drain(instance)
    world.clock.advance(HOUR_SECONDS)
  }
}

beforeEach(async () => {
  broken.clear()
  isAway = false
  world = new OrderedWorld(dynamo.client)
  world.tables = { health: testTables.breakers }
  const failing = failingAt(broken)
  world.behave = (event) => {
    if (isAway && event.sequence === 1) throw new TransientError('BANK_AWAY', 'The bank is away.')
    return failing(event)
  }
  instance = world.instance()
})

describe('a release of all heads whose cause is not mended', () => {
  beforeEach(holdOneByOne)

  it.each([
    ['an instance that has seen live traffic', () => instance],
    ['one that has just started', () => world.instance()],
  ])('lets each of them die again, and live events go on, at %s', async (_, at) => {
    for (const order of dead) world.wakeUp(order)
    const releasing = at()
    expect(await world.invoke(releasing)).toEqual(dead.map(() => 'dead-lettered'))

    world.send(...Array.from({ length: 3 }, (_, index) => orderEvent(50_000 + index, 1)))
    expect(await world.invoke(releasing)).toEqual(['processed', 'processed', 'processed'])
    for (const order of dead) {
      expect(await world.parked(order)).toEqual([1, 2])
      expect(await world.holdOf(order)).toMatchObject({ error_type: { S: 'PermanentError:BROKEN' } })
    }
  })

  it('says nothing of the live events that fail for the same cause', async () => {
    for (const order of dead) world.wakeUp(order)
    await world.invoke(instance)
    broken.add('ord_50000/1')
    world.send(orderEvent(50_000, 1))
    expect(await world.invoke(instance)).toEqual(['parked-as-head'])
  })
})

describe('while nearly all live events of a type fail', () => {
  const live = Array.from({ length: 3 * ENOUGH }, (_, index) => FIRST_LIVE + index)

  beforeEach(async () => {
    await holdOneByOne()
    broken.clear()
    isAway = true
    world.send(...live.map((order) => orderEvent(order, 1)))
    while ((await world.invoke(instance)).length > 0) {}
    expect(heldOutcomes()).toBeGreaterThan(0)
  })

  it('a release waits as they do, and takes none of the tries that tell when the cause is gone', async () => {
    const before = world.handled.length
    for (const order of dead) world.wakeUp(order)
    expect(await world.invoke(world.instance())).toEqual(dead.map(() => 'deferred'))
    expect(world.handled.length, 'untried').toBe(before)

    isAway = false
    await world.drain(instance)
    for (const order of live) expect(await world.seen(order)).toEqual([1])
    for (const order of dead) expect(await world.seen(order)).toEqual([1, 2])
  })
})

const heldOutcomes = (): number =>
  instance.kit.outcomes
    .flat()
    .filter(({ outcome }) => 'error' in outcome && outcome.error.message.includes('Nearly all')).length
