import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { holdDeadLetters } from '../../../lambdas/parking/dead-letters.ts'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { ConsumerOptions } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defaultParking } from '../../../lambdas/runtime/declarations/parking.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { failingAt, mortalClient, OrderedWorld, orderEvent, REPLAYED } from '../runtime/parking/kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const DEAD = 'https://sqs/dead.fifo'

/** An ordered consumer with a dead-letter queue, and the function that looks into that. */
function begin(options: Partial<ConsumerOptions> = {}) {
  const world = new OrderedWorld(db.client, options)
  const sqs = new MemorySqs(() => world.clock.now())
  const consumer = { consumer: world.name, deadLetterUrl: DEAD, ...defaultParking, ...options.parking }
  let sent = 0
  return {
    world,
    sqs,
    storeLetter: (event: EventEnvelope | string, attributes: Readonly<Record<string, string>> = {}) =>
      sqs.client.send(
        new SendMessageCommand({
          QueueUrl: DEAD,
          MessageBody: typeof event === 'string' ? event : JSON.stringify(event),
          MessageGroupId: typeof event === 'string' ? 'ord_1' : event.aggregate_id,
          MessageDeduplicationId: `${++sent}`,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
          ),
        }),
      ),
    /** @param client whose process may die. */
    look: (client = db.client) => {
      const { environment } = world.instance().kit
      const { clock, timers, ids, random } = environment
      const own = { dynamo: client, sqs: sqs.client, clock, timers, ids, random, tables: testTables }
      return holdDeadLetters(own, consumer, clock.now() + 20_000)
    },
    left: () => sqs.messages(DEAD),
  }
}

const statuses = (consumer: string, ...events: readonly EventEnvelope[]) =>
  Promise.all(events.map(async (event) => (await record(consumer, event))?.status?.S))

const record = async (consumer: string, event: EventEnvelope) =>
  (
    await db.client.send(
      new GetItemCommand({
        TableName: testTables.deadLetters,
        Key: { pk: { S: shardedKey(consumer, event.event_id) }, sk: { S: event.event_id } },
      }),
    )
  ).Item

describe('what SQS has put into the dead-letter queue of a consumer that holds', () => {
  it('is the head of its aggregate: later events wait behind it, and it is released in order', async () => {
    const { world, storeLetter, look, left } = begin()
    const instance = world.instance()
    await storeLetter(orderEvent(1, 1))
    expect(await look()).toMatchObject({ held: 1, problems: [] })
    expect(left()).toEqual([])
    world.send(orderEvent(1, 2), orderEvent(2, 1))
    world.clock.advance(2)
    await world.drain(instance)
    expect([await world.parked(1), await world.seen(1), await world.seen(2)]).toEqual([[1, 2], [], [1]])
    expect(await world.holdOf(1)).toMatchObject({
      error_type: { S: 'MovedByQueue' },
      retries: { N: '0' },
      retry_at: { N: expect.any(String) },
    })
    expect(await record(world.name, orderEvent(1, 1))).toMatchObject({ status: { S: 'dead' }, deaths: { N: '1' } })
    world.wakeUp(1)
    await world.drain(instance)
    expect([await world.seen(1), await world.leftovers()]).toEqual([[1, 2], []])
  })

  it('comes before a head that is held already, or waits behind it', async () => {
    const { world, storeLetter, look } = begin()
    const broken = new Set(['ord_1/2'])
    world.behave = failingAt(broken)
    const instance = world.instance()
    world.send(orderEvent(1, 2))
    await world.drain(instance)
    for (const sequence of [3, 1]) await storeLetter(orderEvent(1, sequence))
    await look()
    expect(await world.holdOf(1)).toMatchObject({ head_position: { N: '1' }, parked: { N: '3' } })
    broken.clear()
    world.wakeUp(1)
    await world.drain(instance)
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it.each(['atomic', 'versioned'] as const)(
    'is dead no longer once it was released, as everything behind it, %s',
    async (way) => {
      const { world, storeLetter, look } = begin({ idempotency: way })
      const events = [1, 2, 3].map((sequence) => orderEvent(1, sequence))
      for (const event of events) await storeLetter(event)
      await look()
      expect(await statuses(world.name, ...events)).toEqual(['dead', 'dead', 'dead'])
      world.wakeUp(1)
      await world.drain(world.instance())
      expect(await world.seen(1)).toEqual([1, 2, 3])
      expect(await statuses(world.name, ...events)).toEqual(['resolved', 'resolved', 'resolved'])
    },
  )

  it('leaves no head dead that it has come before, once both were released', async () => {
    const { world, storeLetter, look } = begin()
    const broken = new Set(['ord_1/2'])
    world.behave = failingAt(broken)
    world.send(orderEvent(1, 2))
    await world.drain(world.instance())
    await storeLetter(orderEvent(1, 1))
    await look()
    broken.clear()
    world.wakeUp(1)
    await world.drain(world.instance())
    expect(await statuses(world.name, orderEvent(1, 1), orderEvent(1, 2))).toEqual(['resolved', 'resolved'])
  })

  it('waits for a person when it has lain there for over two minutes: what comes after it may have run', async () => {
    const { world, storeLetter, look } = begin()
    await storeLetter(orderEvent(1, 1))
    await storeLetter(orderEvent(2, 1))
    world.clock.advance(119)
    await storeLetter(orderEvent(3, 1))
    world.clock.advance(2)
    expect(await look()).toMatchObject({ held: 3 })
    for (const order of [1, 2]) {
      const hold = await world.holdOf(order)
      expect(hold?.retry_at).toBeUndefined()
      expect(hold?.error_message?.S).toContain('for 2 minutes before it was held')
    }
    const young = await world.holdOf(3)
    expect(young?.retry_at).toBeDefined()
    expect(young?.fingerprint, 'one issue, however long it lay there').toEqual((await world.holdOf(1))?.fingerprint)
    world.wakeUp(1)
    await world.drain(world.instance())
    expect(await world.seen(1)).toEqual([1])
  })

  it('keeps the cause that it has died of before, when its message is moved all the same', async () => {
    const { world, storeLetter, look, left } = begin()
    world.behave = failingAt(new Set(['ord_1/1']))
    world.send(orderEvent(1, 1))
    await world.drain(world.instance())
    const before = [await record(world.name, orderEvent(1, 1)), await world.holdOf(1)]
    expect(before[0]).toMatchObject({
      error_type: { S: 'PermanentError:BROKEN' },
      error_stack: { S: expect.any(String) },
    })
    await storeLetter(orderEvent(1, 1))
    expect(await look()).toMatchObject({ held: 1, problems: [] })
    expect([await record(world.name, orderEvent(1, 1)), await world.holdOf(1), left()]).toEqual([...before, []])
  })

  it('is over when a copy was done after a look that died before it held the event; its record is closed', async () => {
    const { world, storeLetter, look, left } = begin()
    await storeLetter(orderEvent(1, 1))
    // It reads the marker and the parked event, writes the record, and dies.
    const mortal = mortalClient(db.database, { call: 3, when: 'after' })
    await Promise.race([look(mortal.client), mortal.died])
    expect(mortal.calls.at(-1)).toBe('UpdateItem')
    expect(await statuses(world.name, orderEvent(1, 1))).toEqual(['dead'])
    world.send(orderEvent(1, 1))
    await world.drain(world.instance())
    world.clock.advance(61)
    expect(await look()).toMatchObject({ held: 0 })
    expect([left(), await statuses(world.name, orderEvent(1, 1))]).toEqual([[], ['resolved']])
  })

  it('says why the topic could not deliver it', async () => {
    const { world, storeLetter, look } = begin()
    await storeLetter(orderEvent(1, 1), { ErrorCode: 'AccessDenied', ErrorMessage: 'not allowed' })
    await look()
    expect(await world.holdOf(1)).toMatchObject({ error_type: { S: 'NotDelivered:AccessDenied' } })
  })

  it('is kept even when as much is held as was declared: its queue has given it up', async () => {
    const { world, storeLetter, look, left } = begin({ parking: { maxAggregates: 1 } })
    for (const order of [1, 2]) await storeLetter(orderEvent(order, 1))
    await look()
    expect([await world.parked(1), await world.parked(2), left()]).toEqual([[1], [1], []])
  })

  it.each(['atomic', 'lease'] as const)(
    'is over when it was done: a copy in the queue has come through, %s',
    async (way) => {
      const { world, storeLetter, look, left } = begin({ idempotency: way })
      world.send(orderEvent(1, 1))
      await world.drain(world.instance())
      await storeLetter(orderEvent(1, 1))
      expect(await look()).toMatchObject({ held: 0 })
      expect([left(), await world.leftovers(), await record(world.name, orderEvent(1, 1))]).toEqual([[], [], undefined])
    },
  )

  it('is held when a replay brought it that shall take effect again', async () => {
    const { world, storeLetter, look } = begin()
    world.send(orderEvent(1, 1))
    await world.drain(world.instance())
    const event = orderEvent(1, 1)
    await storeLetter({ ...event, metadata: { ...event.metadata, replay_id: 'replay_1', replay_scope: 'replay_1' } })
    await look()
    world.wakeUp(1)
    await world.drain(world.instance())
    expect([await world.seen(1), await world.leftovers()]).toEqual([[1, REPLAYED + 1], []])
  })

  it('stays where it is when its consumer put it there, visible to everyone else; a wake-up goes', async () => {
    const { world, storeLetter, look, left } = begin()
    await storeLetter(orderEvent(1, 1), { error_type: 'PermanentError:X', consumer: world.name })
    await storeLetter('{"wake_up_parked":{"group":"ord_1","onlyHead":false}}')
    await look()
    expect(left()).toMatchObject([{ visibleAt: world.clock.now() }])
    expect(await world.leftovers()).toEqual([])
  })

  it('waits for the next look when the store is away', async () => {
    const { world, storeLetter, look, left } = begin()
    await storeLetter(orderEvent(1, 1))
    const away = { send: () => Promise.reject(new Error('away')) } as unknown as typeof db.client
    expect(await look(away)).toMatchObject({ held: 0, problems: [expect.stringContaining('away')] })
    expect(left()).toHaveLength(1)
    expect(await look()).toMatchObject({ held: 1, problems: [] })
    expect(await world.parked(1)).toEqual([1])
  })
})

describe('the function that looks there', () => {
  it('leaves an aggregate alone of which it could not hold an event: the next one would run before that', async () => {
    const { world, storeLetter, look, left } = begin()
    for (const sequence of [1, 2]) await storeLetter(orderEvent(1, sequence))
    await storeLetter(orderEvent(2, 1))
    let isAway = false
    const once = {
      send: (command: { readonly input: { readonly TableName?: string; readonly Key?: { pk?: { S?: string } } } }) => {
        const { TableName, Key } = command.input
        // The first thing that it asks about an event.
        if (TableName === testTables.processed) isAway = Key?.pk?.S?.includes(orderEvent(1, 1).event_id) ?? false
        return isAway ? Promise.reject(new Error('away')) : db.client.send(command as never)
      },
    } as unknown as typeof db.client
    expect(await look(once)).toMatchObject({ held: 1, problems: [expect.stringContaining('away')] })
    expect([await world.parked(1), await world.parked(2)]).toEqual([[], [1]])
    expect(left().map(({ visibleAt }) => visibleAt)).toEqual([world.clock.now(), world.clock.now()])
    expect(await look()).toMatchObject({ held: 2, problems: [] })
    expect([await world.parked(1), (await world.holdOf(1))?.head_position?.N]).toEqual([[1, 2], '1'])
  })

  it('tells of letters of one aggregate that hide what lies behind them', async () => {
    const { world, storeLetter, look, left } = begin()
    for (let sequence = 1; sequence <= 9; sequence++) {
      await storeLetter(orderEvent(1, sequence), { error_type: 'PermanentError:X', consumer: world.name })
    }
    expect(await look()).toMatchObject({ problems: [] })
    await storeLetter(orderEvent(1, 10), { error_type: 'PermanentError:X', consumer: world.name })
    expect(await look()).toMatchObject({ held: 0, problems: [expect.stringContaining('Letters of ord_1')] })
    expect(left().map(({ visibleAt }) => visibleAt)).toEqual(Array(10).fill(world.clock.now()))
  })

  it('tells of them also where they come together with letters of another aggregate', async () => {
    const { world, storeLetter, look } = begin()
    await storeLetter(orderEvent(2, 1), { error_type: 'PermanentError:X', consumer: world.name })
    for (let sequence = 1; sequence <= 9; sequence++) {
      await storeLetter(orderEvent(1, sequence), { error_type: 'PermanentError:X', consumer: world.name })
    }
    const { problems } = await look()
    expect(problems.map((problem) => /^Letters of \w+/.exec(problem)?.[0])).toEqual([
      'Letters of ord_2',
      'Letters of ord_1',
    ])
  })

  it.each([
    { what: 'has just found it', hasHeld: false },
    { what: 'finds it held already', hasHeld: true },
  ])('that $what leaves no event dead that is released meanwhile, at any of its calls', async ({ hasHeld }) => {
    for (let at = 1, calls = at; at <= calls; at++) {
      const { world, sqs, storeLetter, look } = begin()
      await storeLetter(orderEvent(1, 1))
      if (hasHeld) {
        sqs.before = (operation) => {
          if (operation === 'DeleteMessageBatch') throw new Error('lost')
          return undefined
        }
        await expect(look()).rejects.toThrow('lost')
        sqs.before = () => undefined
        world.clock.advance(61)
      }
      const release = async () => {
        world.wakeUp(1)
        await world.drain(world.instance())
      }
      calls = 0
      const interrupted = {
        send: async (command: never) => {
          const answer = await db.client.send(command)
          if (++calls === at) await release()
          return answer
        },
      } as unknown as typeof db.client
      await look(interrupted)
      await release()
      expect(calls).toBeGreaterThanOrEqual(at)
      expect([await world.seen(1), await world.leftovers()], `released after call ${at}`).toEqual([[1], []])
      expect(await statuses(world.name, orderEvent(1, 1)), `released after call ${at}`).not.toEqual(['dead'])
    }
  })

  /** Two events lie there, a third arrives; everything is released in the end. */
  async function run(death?: { call: number; when: 'before' | 'after' }) {
    const { world, sqs, storeLetter, look } = begin()
    for (const sequence of [1, 2]) await storeLetter(orderEvent(1, sequence))
    const mortal = mortalClient(db.database, death)
    const ended = await Promise.race([look(mortal.client).then(() => 'ended'), mortal.died])
    expect(ended).toBe(death ? 'killed' : 'ended')
    world.clock.advance(61)
    await look()
    const instance = world.instance()
    world.send(orderEvent(1, 3))
    await world.drain(instance)
    world.wakeUp(1)
    await world.drain(instance)
    return {
      calls: mortal.calls,
      seen: await world.seen(1),
      leftovers: await world.leftovers(),
      dead: sqs.messages(DEAD),
      deaths: (await record(world.name, orderEvent(1, 1)))?.deaths?.N,
    }
  }

  it('killed at any of its calls, and started again: in order, exactly once, nothing left behind', async () => {
    const { calls } = await run()
    expect(calls.length).toBeGreaterThan(8)
    for (const call of calls.keys()) {
      for (const when of ['before', 'after'] as const) {
        const { calls: _, ...rest } = await run({ call: call + 1, when })
        expect(rest, `killed ${when} call ${call + 1}, ${calls[call]}`).toEqual({
          seen: [1, 2, 3],
          leftovers: [],
          dead: [],
          deaths: '1',
        })
      }
    }
  })

  it('that cannot delete what it holds finds it held the next time', async () => {
    const { world, sqs, storeLetter, look, left } = begin()
    await storeLetter(orderEvent(1, 1))
    sqs.before = (operation) => {
      if (operation === 'DeleteMessageBatch') throw new Error('lost')
      return undefined
    }
    await expect(look()).rejects.toThrow('lost')
    sqs.before = () => undefined
    world.clock.advance(61)
    expect(await look()).toMatchObject({ held: 1 })
    expect([left(), await world.parked(1)]).toEqual([[], [1]])
    expect(await record(world.name, orderEvent(1, 1))).toMatchObject({ deaths: { N: '1' } })
  })
})
