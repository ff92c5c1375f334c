import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdDeadLetters } from '../../../../lambdas/parking/dead-letters.ts'
import { tick } from '../../../../lambdas/parking/tick.ts'
import type { ConsumerOptions } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { defaultParking } from '../../../../lambdas/runtime/declarations/parking.ts'
import { DeferredError, PermanentError } from '../../../../lambdas/runtime/errors.ts'
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
  const instance = world.instance()
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
    async pass(minutes: number, isPaused = false): Promise<void> {
      for (let minute = 0; minute < minutes; minute++) {
        const end = world.clock.now() + 60_000
        while (!isPaused && world.queue.size > 0) {
          const dueIn = world.queue.dueInSeconds ?? 0
          if (world.clock.now() + dueIn * 1000 > end) break
          world.clock.advance(dueIn)
          kinds.push(...(await world.invoke(instance)))
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

it('a release of a second hold of an aggregate is another message to SQS than that of the first', async () => {
  const ids: (string | undefined)[] = []
  const sqs = { send: async ({ input }: SendMessageCommand) => ids.push(input.MessageDeduplicationId) } as never
  for (const held_since of ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z', '2026-01-01T00:01:00.000Z']) {
    const hold = { consumer: 'order-view', aggregate: 'ord_1', version: 1, held_since }
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
