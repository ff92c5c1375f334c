import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdDeadLetters } from '../../../../lambdas/parking/dead-letters.ts'
import { tick } from '../../../../lambdas/parking/tick.ts'
import type { ConsumerOptions } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { defaultParking } from '../../../../lambdas/runtime/declarations/parking.ts'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { wakeUpBody } from '../../../../lambdas/runtime/parking/send-wake-up.ts'
import { wakeUp } from '../../../../ops/parked/release.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { MemorySqs } from '../../../support/memory-sqs.ts'
import { failingAt, OrderedWorld, orderEvent } from './kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

/** A consumer whose queue and clock go on minute by minute, as the function that wakes up heads looks once a minute. */
function worldWithTick(options: Partial<ConsumerOptions>) {
  const world = new OrderedWorld(db.client, options)
  let kill = () => {}
  const start = () => {
    const { promise: died, resolve } = Promise.withResolvers<'killed'>()
    kill = () => resolve('killed')
    return world.instance({ client: db.client, died })
  }
  let instance = start()
  const deduplicated = new Set<string>()
  const kinds: string[] = []
  let sent = 0
  const send = async ({ input }: SendMessageCommand) => {
    const { MessageBody = '', MessageGroupId = '', MessageDeduplicationId = '' } = input
    if (deduplicated.has(MessageDeduplicationId)) return {}
    deduplicated.add(MessageDeduplicationId)
    sent++
    world.queue.send(MessageBody, MessageGroupId)
    return {}
  }
  const consumers = [{ consumer: world.name, queueUrl: 'queue', maxPerAggregate: 1000, maxAggregates: 1000 }]
  const environment = {
    dynamo: db.client,
    sqs: { send } as never,
    clock: world.clock,
    tables: testTables,
    consumers,
  }
  return {
    world,
    kinds,
    sent: () => sent,
    /** Ends the function without a word, in the middle of its work. */
    kill: () => {
      kill()
      return new Promise<never>(() => {})
    },
    async pass(minutes: number, isPaused = false): Promise<void> {
      for (let minute = 0; minute < minutes; minute++) {
        const end = world.clock.now() + 60_000
        while (!isPaused && world.queue.size > 0) {
          const dueIn = world.queue.dueInSeconds ?? 0
          if (world.clock.now() + dueIn * 1000 > end) break
          world.clock.advance(dueIn)
          const ended = await world.invoke(instance)
          if (ended[0] === 'killed') instance = start()
          kinds.push(...ended)
        }
        world.clock.advance((end - world.clock.now()) / 1000)
        await tick(environment)
      }
    },
  }
}

describe('a head whose cause lasts', () => {
  it('is tried as often as was declared, and waits for a person then, however long each try has to wait', async () => {
    const { world, pass, kinds } = worldWithTick({ retry: { maxAttempts: 2 }, systemicFailure: 'off' })
    // Each try waits for five minutes, then fails: longer than a wake-up that is lost would be waited for.
    let tries = 0
    world.behave = () => {
      tries++
      if (tries % 2 === 1) throw new DeferredError('CIRCUIT_OPEN', 'The circuit is open.', 300)
      throw new Error('away')
    }
    world.send(orderEvent(1, 1))
    await pass(120)
    const hold = await world.holdOf(1)
    expect(hold).toMatchObject({ retries: { N: String(defaultParking.retryAfterSeconds.length) } })
    expect(hold?.retry_at).toBeUndefined()
    expect(world.queue.size).toBe(0)
    expect(kinds.filter((kind) => kind === 'dead-lettered')).toHaveLength(defaultParking.retryAfterSeconds.length)
  })

  it('does not die once more for each wake-up that was sent while it waited', async () => {
    const { world, pass, kinds } = worldWithTick({ retry: { maxAttempts: 1 }, systemicFailure: 'off' })
    let isBack = false
    world.behave = ({ sequence }) => {
      if (sequence === 1 && world.clock.now() < began + 60_000) throw new Error('away')
      if (!isBack) throw new DeferredError('CIRCUIT_OPEN', 'The circuit is open.', 300)
      throw new PermanentError('WRONG', 'It is wrong.')
    }
    const began = world.clock.now()
    world.send(orderEvent(1, 1))
    await pass(60)
    isBack = true
    kinds.length = 0
    await pass(60)
    expect(kinds.filter((kind) => kind === 'dead-lettered')).toHaveLength(1)
    expect(world.queue.size).toBe(0)
    expect((await world.holdOf(1))?.retry_at).toBeUndefined()
  })

  it('gets ever fewer wake-ups while its consumer is paused, of which one counts when it goes on', async () => {
    const { world, pass, kinds, sent } = worldWithTick({ retry: { maxAttempts: 1 }, systemicFailure: 'off' })
    world.behave = () => {
      throw new Error('away')
    }
    world.send(orderEvent(1, 1))
    await pass(1)
    await pass(60 * 6, true)
    expect(sent()).toBeLessThan(10)
    world.behave = () => {}
    kinds.length = 0
    await pass(1)
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'duplicate')).toHaveLength(sent() - 1)
    expect(await world.seen(1)).toEqual([1])
    expect(world.queue.size).toBe(0)
  })
})

describe('a parked event that ends its function without a word', () => {
  it('is given up after as many deaths as it has attempts, however long its wake-up stays invisible', async () => {
    const { world, pass, kinds, kill } = worldWithTick({ timeoutSeconds: 30, systemicFailure: 'off' })
    let isAway = true
    world.behave = async ({ sequence }) => {
      if (isAway) throw new Error('away')
      if (sequence === 2) await kill()
    }
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    while ((await world.holdOf(1)) === undefined) await pass(1)
    isAway = false
    await pass(90)
    const killed = kinds.filter((kind) => kind === 'killed').length
    expect(killed).toBeGreaterThan(1)
    expect(killed).toBeLessThanOrEqual(8)
    expect(await world.seen(1)).toEqual([1])
    expect(await world.holdOf(1)).toMatchObject({ error_type: { S: 'PermanentError:DIED_WITHOUT_CAUSE' } })
    expect((await world.holdOf(1))?.retry_at, 'it waits for a person').toBeUndefined()
  })

  it('is given up as well where its release ends without a try after each death: that takes back its own lease alone', async () => {
    const { world, pass, kinds, kill } = worldWithTick({ timeoutSeconds: 30, systemicFailure: 'off' })
    world.behave = failingAt(new Set(['ord_1/1']))
    world.send(orderEvent(1, 1))
    await pass(1)
    let tries = 0
    world.behave = async () => {
      if (++tries % 2 === 0) throw new DeferredError('CIRCUIT_OPEN', 'The circuit is open.', 1)
      await kill()
    }
    world.wakeUp(1)
    await pass(120)
    expect(kinds.filter((kind) => kind === 'killed').length).toBeLessThanOrEqual(8)
    expect(await world.holdOf(1)).toMatchObject({ error_type: { S: 'PermanentError:DIED_WITHOUT_CAUSE' } })
    expect((await world.holdOf(1))?.tries, 'the next release begins anew').toBeUndefined()
  })

  it('keeps nothing of its batch waiting that comes back: the queue knows when before it runs, and is told once', async () => {
    const world = new OrderedWorld(db.client, { systemicFailure: 'off' })
    world.behave = failingAt(new Set(['ord_1/1']))
    world.send(orderEvent(1, 1))
    const instance = world.instance()
    await world.drain(instance)
    let postponedBefore: readonly object[] = []
    world.behave = ({ aggregate_id }) => {
      if (aggregate_id === 'ord_2') throw new DeferredError('BUSY', 'Not yet.', 7)
      postponedBefore = [...instance.kit.postponed]
    }
    world.wakeUp(1)
    world.send(orderEvent(2, 1), orderEvent(2, 2))
    expect(await world.invoke(instance)).toEqual(['deferred', 'returned', 'processed'])
    expect(postponedBefore).toMatchObject([{ delaySeconds: 7 }, { delaySeconds: 7 }])
    expect(instance.kit.postponed).toEqual(postponedBefore)
    expect(world.queue.dueInSeconds).toBe(7)
  })

  it('takes nothing else of its batch along: that has left the queue before', async () => {
    const world = new OrderedWorld(db.client)
    world.behave = failingAt(new Set(['ord_1/1']))
    world.send(orderEvent(1, 1))
    await world.drain(world.instance())
    const { promise: died, resolve } = Promise.withResolvers<'killed'>()
    const instance = world.instance({ client: db.client, died })
    world.behave = async ({ aggregate_id }) => {
      if (aggregate_id !== 'ord_1') return
      resolve('killed')
      await new Promise<never>(() => {})
    }
    world.wakeUp(1)
    world.send(orderEvent(2, 1), orderEvent(3, 1))
    expect(await world.invoke(instance)).toEqual(['killed'])
    expect([await world.seen(2), await world.seen(3)]).toEqual([[1], [1]])
    expect(instance.kit.acknowledged).toHaveLength(2)
  })
})

describe('releases in one batch', () => {
  /** Each of these orders is held by its first event. */
  async function held(...orders: readonly number[]) {
    const world = new OrderedWorld(db.client, { systemicFailure: 'off', timeoutSeconds: 30 })
    world.behave = failingAt(new Set(orders.map((order) => `ord_${order}/1`)))
    world.send(...orders.map((order) => orderEvent(order, 1)))
    await world.drain(world.instance())
    for (const order of orders) world.wakeUp(order)
    return world
  }
  const mortal = (world: OrderedWorld) => {
    const { promise: died, resolve } = Promise.withResolvers<'killed'>()
    const kill = () => {
      resolve('killed')
      return new Promise<never>(() => {})
    }
    return { instance: world.instance({ client: db.client, died }), kill }
  }

  it('run side by side, also where they come again', async () => {
    const world = await held(1, 2)
    const instance = world.instance()
    world.behave = () => {
      throw new DeferredError('CIRCUIT_OPEN', 'The circuit is open.', 1)
    }
    expect(await world.invoke(instance)).toEqual(['deferred', 'deferred'])
    world.clock.advance(1)
    const { promise: second, resolve } = Promise.withResolvers<void>()
    world.behave = async ({ aggregate_id }) => (aggregate_id === 'ord_2' ? resolve() : second)
    expect(await world.invoke(instance)).toEqual(['processed', 'processed'])
  })

  it('run one by one where their heads have ended a function, those last that did so most often; no death counts for one that waits', async () => {
    const world = await held(1, 2, 3)
    const ran: string[] = []
    for (const round of [1, 2, 3]) {
      const { instance, kill } = mortal(world)
      world.behave = async ({ aggregate_id }) => {
        ran.push(aggregate_id)
        // In the first round all three are running when the function ends.
        if (round === 1 && ran.length < 3) await new Promise<never>(() => {})
        if (round === 1 || aggregate_id === 'ord_1') await kill()
      }
      world.clock.advance(world.queue.dueInSeconds ?? 0)
      expect(await world.invoke(instance)).toEqual(['killed'])
    }
    expect([await world.seen(1), await world.seen(2), await world.seen(3)]).toEqual([[], [1], [1]])
    expect(ran.slice(3)).toEqual(['ord_1', 'ord_2', 'ord_3', 'ord_1'])
    expect((await world.holdOf(1))?.tries).toEqual({ N: '3' })
  })

  it('are not leased where no time is left, and come back later, not at once', async () => {
    const world = await held(1)
    const before = await world.holdOf(1)
    world.behave = ({ aggregate_id }) => {
      if (aggregate_id === 'ord_2') world.clock.advance(10)
    }
    world.send(orderEvent(2, 1))
    expect((await world.invoke(world.instance())).toSorted()).toEqual(['processed', 'returned'])
    expect(await world.holdOf(1)).toEqual(before)
    expect(world.queue.dueInSeconds).toBeGreaterThan(0)
  })
})

describe('a head that a person has tried alone', () => {
  it('is the only one that is, also where the function dies after it: what waits behind it is left to the person', async () => {
    const { world, pass } = worldWithTick({ retry: { maxAttempts: 1 }, systemicFailure: 'off' })
    world.behave = failingAt(new Set(['ord_1/1']))
    world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3))
    await pass(1)
    world.behave = () => {}
    // It dies once the head is taken out, before its wake-up is deleted.
    let isDead = false
    const { promise: died, resolve } = Promise.withResolvers<'killed'>()
    const client = {
      send: async (command: {
        readonly input: { readonly TransactItems?: readonly { readonly Delete?: object }[] }
      }) => {
        if (isDead) return new Promise<never>(() => {})
        const answer = await db.client.send(command as never)
        if (command.input.TransactItems?.some(({ Delete }) => Delete)) {
          isDead = true
          resolve('killed')
          return new Promise<never>(() => {})
        }
        return answer
      },
    } as unknown as typeof db.client
    const head = await world.holdOf(1)
    world.wakeUp(1, true, Number(head?.head_position?.N))
    expect(await world.invoke(world.instance({ client, died }))).toEqual(['killed'])
    await pass(120)
    expect(await world.seen(1)).toEqual([1])
    expect(await world.parked(1)).toEqual([2, 3])
  })
})

describe('a head that a person tries alone while a wake-up of it is invisible', () => {
  it('is the only one that is, also where its function dies: that wake-up counts no more', async () => {
    const { world, pass, kinds, kill } = worldWithTick({ retry: { maxAttempts: 1 }, systemicFailure: 'off' })
    const began = world.clock.now()
    world.behave = ({ sequence }) => {
      if (sequence === 1 && world.clock.now() < began + 60_000) throw new Error('away')
      throw new DeferredError('CIRCUIT_OPEN', 'The circuit is open.', 900)
    }
    world.send(orderEvent(1, 1), orderEvent(1, 2))
    // The wake-up of the tick waits for a quarter of an hour.
    await pass(4)
    expect(world.queue.size).toBe(1)
    const head = await world.holdOf(1)
    expect(head?.wake_token).toBeDefined()
    let isDead = false
    world.behave = async () => {
      if (isDead) return
      isDead = true
      await kill()
    }
    // It comes after that lease is over, and before the person's own message is visible again.
    world.clock.advance((world.queue.dueInSeconds ?? 0) - 30)
    world.queue.send(wakeUpBody({ group: 'ord_1', onlyHead: true, position: 1 }), 'person')
    kinds.length = 0
    await pass(60)
    expect(kinds.filter((kind) => kind === 'killed')).toHaveLength(1)
    expect(await world.parked(1)).toEqual([2])
    expect(await world.seen(1)).toEqual([1])
  })
})

describe('an earlier event that dies while a later head is released', () => {
  it('is the head with its own cause and its own time, also when the later one succeeds', async () => {
    const world = new OrderedWorld(db.client, { retry: { maxAttempts: 1 }, systemicFailure: 'off' })
    world.behave = failingAt(new Set(['ord_1/2']))
    world.send(orderEvent(1, 2))
    const [one, other] = [world.instance(), world.instance()]
    await world.drain(one)
    let hasArrived = false
    world.behave = async ({ sequence }) => {
      if (sequence === 1) throw new Error('away for a moment')
      if (hasArrived) return
      hasArrived = true
      world.send(orderEvent(1, 1))
      await world.invoke(other)
    }
    world.wakeUp(1, true)
    await world.drain(one)
    expect(await world.seen(1)).toEqual([2])
    const hold = await world.holdOf(1)
    expect(hold).toMatchObject({ head_position: { N: '1' }, error_message: { S: 'away for a moment' } })
    expect(Number(hold?.retry_at?.N)).toBeGreaterThan(0)
  })
})

it('a release by a person does not wait behind a wake-up that is invisible', async () => {
  const world = new OrderedWorld(db.client)
  const sqs = {
    send: async ({ input: { MessageBody = '', MessageGroupId = '' } }: SendMessageCommand) =>
      world.queue.send(MessageBody, MessageGroupId),
  } as never
  const hold = { consumer: world.name, aggregate: 'ord_1', held_since: '2026-01-01T00:00:00.000Z', head_position: 1 }
  const wakeUpOf = (version: number) => wakeUp({ sqs, queueUrlOf: () => 'queue' }, { ...hold, version })
  world.wakeUp(1)
  await wakeUpOf(1)
  expect(world.queue.receive()).toHaveLength(2)
  await wakeUpOf(2)
  expect(world.queue.receive()).toHaveLength(1)
})

it('a release of a second hold of an aggregate is another message to SQS than that of the first', async () => {
  const ids: (string | undefined)[] = []
  const sqs = { send: async ({ input }: SendMessageCommand) => ids.push(input.MessageDeduplicationId) } as never
  for (const held_since of ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z', '2026-01-01T00:01:00.000Z']) {
    const hold = { consumer: 'order-view', aggregate: 'ord_1', version: 1, held_since, head_position: 1 }
    await wakeUp({ sqs, queueUrlOf: () => 'queue' }, hold)
  }
  expect(new Set(ids).size).toBe(2)
  expect(ids[1]).toBe(ids[2])
})

it('an event that cannot be held because as much is parked as was declared is no dead letter: it waits in its queue', async () => {
  const world = new OrderedWorld(db.client, { parking: { maxAggregates: 1 } })
  world.behave = failingAt(new Set(['ord_1/1', 'ord_2/1']))
  const instance = world.instance()
  world.send(orderEvent(1, 1))
  await world.drain(instance)
  world.send(orderEvent(2, 1))
  expect(await world.invoke(instance)).toEqual(['deferred'])
  expect(await world.deadLetterStatus(2, 1)).toBe('resolved')
})

describe.each(['atomic', 'versioned'] as const)(
  'a letter that SQS has moved, at a consumer that is %s',
  (idempotency) => {
    it('is not held again where only its deletion has failed and a release has done it since', async () => {
      const world = new OrderedWorld(db.client, { idempotency })
      const sqs = new MemorySqs(() => world.clock.now())
      const letter = {
        MessageBody: JSON.stringify(orderEvent(1, 1)),
        MessageGroupId: 'ord_1',
        MessageDeduplicationId: '1',
      }
      await sqs.client.send(new SendMessageCommand({ QueueUrl: 'https://sqs/dead.fifo', ...letter }))
      let deletes = 0
      const send = (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
        const { Entries = [] } = command.input as { Entries?: { Id: string }[] }
        if (command.constructor.name === 'DeleteMessageBatchCommand' && deletes++ === 0) {
          return Promise.resolve({ Failed: Entries.map(({ Id }) => ({ Id, Code: 'InternalError' })) })
        }
        return sqs.client.send(command as never)
      }
      const { clock, timers, ids, random } = world.instance().kit.environment
      const environment = { dynamo: db.client, sqs: { send }, clock, timers, ids, random, tables: testTables } as never
      const queue = { consumer: world.name, deadLetterUrl: 'https://sqs/dead.fifo', ...defaultParking }
      const look = () => holdDeadLetters(environment, queue, clock.now() + 20_000)
      world.clock.advance(59)
      expect((await look()).held).toBe(1)
      world.clock.advance(5)
      world.wakeUp(1)
      await world.drain(world.instance())
      expect(await world.aggregatesHeld()).toBe(0)
      world.clock.advance(61)
      expect((await look()).held).toBe(0)
      expect(await world.aggregatesHeld()).toBe(0)
      expect(deletes).toBe(2)
      expect(await world.seen(1)).toEqual([1])
    })
  },
)
