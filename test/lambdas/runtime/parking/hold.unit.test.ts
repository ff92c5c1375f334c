import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { failingAt, OrderedWorld, orderEvent } from './kit.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const RETENTION_SECONDS = 4 * 86_400

let world: OrderedWorld
const broken = new Set<string>()
beforeEach(() => {
  broken.clear()
  dynamo.faults.length = 0
  world = new OrderedWorld(dynamo.client)
  world.behave = failingAt(broken)
})

describe('an aggregate of which an event has died', () => {
  it('is held: its later events wait in order, untried, while others go on', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(2, 1), orderEvent(1, 3), orderEvent(2, 2))
    const instance = world.instance()

    expect(await world.invoke(instance)).toEqual(['parked-as-head', 'returned', 'processed', 'returned', 'processed'])
    expect(await world.seen(2)).toEqual([1, 2])
    await world.drain(instance)

    expect(await world.parked(1)).toEqual([1, 2, 3])
    expect(await world.seen(1)).toEqual([])
    expect(world.handled.filter((event) => event.startsWith('ord_1/'))).toEqual(['ord_1/1'])
    expect(world.queue.size).toBe(0)
    expect(instance.kit.deadLetters).toEqual([])
    expect(await world.holdOf(1)).toMatchObject({
      event_id: { S: orderEvent(1, 1).event_id },
      error_type: { S: 'PermanentError:BROKEN' },
      error_message: { S: 'Cannot do 1.' },
      attempts: { N: '1' },
      parked: { N: '3' },
    })
    expect(await world.aggregatesHeld()).toBe(1)
  })

  it('is released by one wake-up, in order, and then lives on as before', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3))
    const instance = world.instance()
    await world.drain(instance)

    broken.clear()
    world.wakeUp(1)
    world.send(orderEvent(1, 4))
    await world.drain(instance)
    expect(await world.seen(1), 'what arrived meanwhile came behind').toEqual([1, 2, 3, 4])
    expect(await world.leftovers()).toEqual([])
    expect(await world.aggregatesHeld()).toBe(0)

    world.send(orderEvent(1, 5))
    expect(await world.drain(instance)).toEqual(['processed'])
    expect(await world.seen(1)).toEqual([1, 2, 3, 4, 5])
  })

  it('has the first event that fails in a release as its new head, with its own cause', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3))
    const instance = world.instance()
    await world.drain(instance)

    broken.clear()
    broken.add('ord_1/2')
    world.wakeUp(1)
    expect(await world.drain(instance)).toEqual(['processed', 'dead-lettered'])
    expect(await world.seen(1)).toEqual([1])
    expect(await world.parked(1)).toEqual([2, 3])
    expect(await world.holdOf(1)).toMatchObject({
      event_id: { S: orderEvent(1, 2).event_id },
      error_message: { S: 'Cannot do 2.' },
      head_position: { N: '2' },
      parked: { N: '2' },
    })

    broken.clear()
    world.wakeUp(1)
    await world.drain(instance)
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it('gives a parked event all of its attempts when it is released, and its wake-up waits with it', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    const instance = world.instance()
    await world.drain(instance)

    let failures = 0
    world.behave = ({ sequence }) => {
      if (sequence === 2 && ++failures <= 3) throw new Error('not yet')
    }
    world.wakeUp(1)
    expect(await world.drain(instance)).toEqual(['processed', 'failed', 'failed', 'failed', 'processed'])
    expect(await world.seen(1)).toEqual([1, 2])
  })

  it('tries only the head, if so asked, and leaves the rest to a person', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    const instance = world.instance()
    await world.drain(instance)

    broken.clear()
    world.wakeUp(1, true)
    expect(await world.drain(instance)).toEqual(['processed'])
    expect(await world.seen(1)).toEqual([1])
    expect(await world.parked(1)).toEqual([2])
    const hold = await world.holdOf(1)
    expect(hold?.event_id, 'nothing is known against the new head').toBeUndefined()
    expect(hold?.retry_at, 'nothing is tried by itself').toBeUndefined()
  })

  it.each([
    { what: 'an earlier one dies meanwhile', other: 1, head: 1, cause: 'away', triesAgain: true },
    { what: 'a later one is parked meanwhile', other: 3, head: 2, cause: 'Cannot do 2.', triesAgain: false },
  ])('has the cause of its head when a release fails and $what', async ({ other, head, cause, triesAgain }) => {
    world = new OrderedWorld(dynamo.client, { retry: { maxAttempts: 1 } })
    const fails = failingAt(new Set(['ord_1/2']))
    world.behave = fails
    world.send(orderEvent(1, 2))
    const [instance, another] = [world.instance(), world.instance()]
    await world.drain(instance)

    let isReleased = false
    world.behave = async (event) => {
      if (event.sequence === 1) throw new Error('away')
      if (!isReleased) {
        isReleased = true
        world.send(orderEvent(1, other))
        await world.invoke(another)
      }
      await fails(event)
    }
    world.wakeUp(1)
    await world.drain(instance)
    const hold = await world.holdOf(1)
    expect(hold).toMatchObject({
      event_id: { S: orderEvent(1, head).event_id },
      error_message: { S: cause },
      head_position: { N: String(head) },
      parked: { N: '2' },
    })
    expect([hold?.retry_at !== undefined, hold?.runner, hold?.running_until]).toEqual([
      triesAgain,
      undefined,
      undefined,
    ])

    world.behave = () => {}
    world.wakeUp(1)
    await world.drain(instance)
    expect([await world.seen(1), await world.leftovers()]).toEqual([[2, other].toSorted(), []])
  })

  it('is asked to be released twice, and nothing is done twice', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    const instance = world.instance()
    await world.drain(instance)

    broken.clear()
    world.wakeUp(1)
    world.wakeUp(1)
    expect(await world.drain(instance)).toEqual(['processed', 'processed', 'duplicate'])
    expect(await world.seen(1)).toEqual([1, 2])
  })

  it('keeps an event before the head in its place: it runs, and does not wait behind what comes after it', async () => {
    broken.add('ord_1/2')
    world.send(orderEvent(1, 2), orderEvent(1, 3))
    const instance = world.instance()
    await world.drain(instance)

    world.send(orderEvent(1, 1))
    expect(await world.drain(instance)).toEqual(['processed'])
    broken.add('ord_1/1')
    expect(await world.parked(1)).toEqual([2, 3])
  })

  it('has as its head whatever dies first in its order, also where that comes last', async () => {
    broken.add('ord_1/2').add('ord_1/1')
    world.send(orderEvent(1, 2), orderEvent(1, 3))
    const instance = world.instance()
    await world.drain(instance)
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    expect((await world.drain(instance)).at(0)).toBe('dead-lettered')
    expect(await world.parked(1)).toEqual([1, 2, 3])
    expect(await world.holdOf(1)).toMatchObject({ head_position: { N: '1' }, error_message: { S: 'Cannot do 1.' } })
    broken.clear()
    world.wakeUp(1)
    await world.drain(instance)
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it('takes in a body that breaks its contract, or is none, and stands still behind it', async () => {
    const bad = { ...orderEvent(1, 1), data: { nonsense: true } }
    world.send(bad, orderEvent(1, 2))
    world.queue.send('no json', 'ord_2')
    world.send(orderEvent(2, 1))
    const instance = world.instance()
    await world.drain(instance)
    expect(await world.parked(1)).toEqual([1, 2])
    expect(await world.parked(2)).toEqual([0, 1])
    expect(world.handled).toEqual([])
  })

  it('keeps no more than was declared; what comes after that stays in its queue', async () => {
    world = new OrderedWorld(dynamo.client, { parking: { maxPerAggregate: 2, maxAggregates: 1 } })
    world.behave = failingAt(broken)
    broken.add('ord_1/1').add('ord_2/1')
    const instance = world.instance()
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    await world.drain(instance)
    world.send(orderEvent(1, 3), orderEvent(2, 1), orderEvent(3, 1))
    expect(await world.invoke(instance)).toEqual(['deferred', 'deferred', 'processed'])
    expect(world.queue.size).toBe(2)

    broken.clear()
    world.wakeUp(1)
    world.clock.advance(900)
    await world.drain(instance)
    expect([await world.seen(1), await world.seen(2)]).toEqual([[1, 2, 3], [1]])
  })

  it('keeps more than was declared of what its queue is about to forget, as a head and behind one: nothing is lost', async () => {
    world = new OrderedWorld(dynamo.client, { parking: { maxPerAggregate: 1, maxAggregates: 1 } })
    world.behave = failingAt(broken)
    broken.add('ord_1/1').add('ord_2/1')
    const instance = world.instance()
    world.send(orderEvent(1, 1))
    await world.drain(instance)
    world.send(orderEvent(1, 2), orderEvent(2, 1))
    expect(await world.invoke(instance)).toEqual(['deferred', 'deferred'])
    world.clock.advance(RETENTION_SECONDS - 100)
    expect(await world.invoke(instance)).toEqual(['parked', 'parked-as-head'])
    expect([await world.parked(1), await world.parked(2)]).toEqual([[1, 2], [1]])
    broken.clear()
    for (const order of [1, 2]) world.wakeUp(order)
    await world.drain(instance)
    expect([await world.seen(1), await world.seen(2), await world.leftovers()]).toEqual([[1, 2], [1], []])
  })

  it('is tried again by itself, after the times that were declared, only where its cause may pass', async () => {
    world.behave = ({ aggregate_id, sequence }) => {
      if (aggregate_id === 'ord_1') throw new Error('away')
      failingAt(broken)({ aggregate_id, sequence } as never)
    }
    broken.add('ord_2/1')
    world.send(orderEvent(1, 1), orderEvent(2, 1))
    const instance = world.instance()
    await world.drain(instance)
    expect((await world.holdOf(2))?.retry_at).toBeUndefined()
    const waits: number[] = []
    for (let round = 0; round < 3; round++) {
      const hold = await world.holdOf(1)
      waits.push((Number(hold?.retry_at?.N) - Date.parse(hold?.last_failed_at?.S ?? '')) / 1000)
      world.wakeUp(1)
      await world.drain(instance)
    }
    expect(waits).toEqual([60, 300, 1800])
    expect((await world.holdOf(1))?.retry_at).toBeUndefined()
  })
})

describe('a consumer that is deployed anew to go on behind dead events, while an aggregate is held', () => {
  it('overtakes nothing of what is held until that is released, and goes on behind other dead events', async () => {
    broken.add('ord_1/1')
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    await world.drain(world.instance())
    world.declare({ onDeadLetter: 'continue' })
    const instance = world.instance()
    broken.add('ord_2/1')
    world.send(orderEvent(1, 3), orderEvent(2, 1), orderEvent(2, 2))
    await world.drain(instance)
    expect([await world.parked(1), await world.seen(1)]).toEqual([[1, 2, 3], []])
    expect([await world.parked(2), await world.seen(2)]).toEqual([[], [2]])
    expect(instance.kit.deadLetters.map(({ body }) => body)).toEqual([JSON.stringify(orderEvent(2, 1))])

    broken.add('ord_1/2')
    broken.delete('ord_1/1')
    world.wakeUp(1)
    await world.drain(instance)
    expect([await world.parked(1), await world.seen(1)], 'what fails in a release stays the head').toEqual([
      [2, 3],
      [1],
    ])
    broken.clear()
    world.wakeUp(1)
    world.send(orderEvent(1, 4))
    await world.drain(instance)
    expect([await world.leftovers(), await world.seen(1)]).toEqual([[], [1, 2, 3, 4]])
    broken.add('ord_1/5')
    world.send(orderEvent(1, 5), orderEvent(1, 6))
    await world.drain(instance)
    expect([await world.leftovers(), await world.seen(1)]).toEqual([[], [1, 2, 3, 4, 6]])
  })
})

describe('while nothing is held', () => {
  it('a consumer asks once per second and instance, for one item, and writes nothing', async () => {
    const instance = world.instance()
    dynamo.calls.length = 0
    for (let batch = 1; batch <= 5; batch++) {
      world.send(orderEvent(batch, 1))
      await world.invoke(instance)
    }
    expect(dynamo.calls.filter((call) => call !== 'TransactWriteItems')).toEqual(['GetItem'])
    world.clock.advance(1)
    world.send(orderEvent(9, 1))
    dynamo.calls.length = 0
    await world.invoke(instance)
    expect(dynamo.calls).toEqual(['GetItem', 'TransactWriteItems'])
  })

  it('a batch that reads anyway asks along with that', async () => {
    const instance = world.instance()
    let failures = 0
    world.behave = () => {
      if (++failures === 1) throw new Error('once')
    }
    world.send(orderEvent(1, 1))
    await world.invoke(instance)
    world.clock.advance(5)
    dynamo.calls.length = 0
    expect(await world.invoke(instance)).toEqual(['processed'])
    expect(dynamo.calls).toEqual(['BatchGetItem', 'TransactWriteItems'])
  })

  it('nothing runs while nobody can tell', async () => {
    const instance = world.instance()
    world.send(orderEvent(1, 1))
    const down = () => ({ status: 400, body: { __type: 'ValidationException', message: 'no' } })
    dynamo.faults.push(down)
    expect(await world.invoke(instance)).toEqual(['returned'])
    expect(world.handled).toEqual([])
    expect(await world.drain(instance)).toEqual(['processed'])
  })
})

describe('an instance that has just heard that nothing is held', () => {
  it('cannot overtake the head: its message blocks the group until the news is old', async () => {
    broken.add('ord_1/1')
    const [first, second] = [world.instance(), world.instance()]
    world.send(orderEvent(2, 1))
    await world.invoke(second)
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    expect(await world.invoke(first)).toEqual(['parked-as-head', 'returned'])
    expect(world.queue.dueInSeconds).toBeGreaterThan(5)
    // The second one thinks for a second that nothing is held; the group is blocked for longer than that.
    await world.drain(second)
    expect(await world.parked(1)).toEqual([1, 2])
    expect(world.handled).toEqual(['ord_2/1', 'ord_1/1'])
  })
})
