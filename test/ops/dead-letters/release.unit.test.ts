import type { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderEvents } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { readItems } from '../../../ops/bulk-operations/items.ts'
import { loadOperation } from '../../../ops/bulk-operations/store.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { createRetry } from '../../../ops/dead-letters/retry/create-retry.ts'
import { type RunEnvironment, runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { decide } from '../../../ops/parked/decide.ts'
import { failingAt, type Instance, OrderedWorld, orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

let world: OrderedWorld
let instance: Instance
let sent: string[]
const broken = new Set<string>()
let operations = 0

/** Order 1 is held at its first event, with two behind it; order 2 goes on. */
beforeEach(async () => {
  broken.clear()
  sent = []
  world = new OrderedWorld(db.client)
  world.behave = failingAt(broken)
  instance = world.instance()
  broken.add('ord_1/1')
  world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3), orderEvent(2, 1))
  await world.drain(instance)
})

const consumer = () =>
  defineConsumer({
    name: world.name,
    subscribesTo: orderEvents,
    ordering: 'aggregate',
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })

function environment(differences: Partial<RunEnvironment> = {}): RunEnvironment {
  return {
    dynamo: db.client,
    table: testTables.deadLetters,
    processedTable: testTables.processed,
    operationTable: testTables.operations,
    parkedTable: testTables.parked,
    consumers: new Map([[world.name, consumer()]]),
    now: () => world.clock.now(),
    sqs: {
      send: async ({ input }: SendMessageCommand | SendMessageBatchCommand) => {
        const entries = ('Entries' in input ? input.Entries : [input]) as SendMessageCommand['input'][]
        for (const { MessageBody, MessageGroupId = '', MessageDeduplicationId = '' } of entries) {
          // A look into the dead-letter queue, where nothing is.
          if (MessageBody === undefined) return {}
          if (sent.includes(MessageDeduplicationId)) continue
          sent.push(MessageDeduplicationId)
          world.queue.send(MessageBody, MessageGroupId)
        }
        return {}
      },
    } as unknown as RunEnvironment['sqs'],
    queueUrl: () => 'https://queue/ordered.fifo',
    deadLetterQueueUrl: () => 'https://queue/ordered-dead.fifo',
    owner: 'tool',
    signal: new AbortController().signal,
    onProgress: () => {},
    // The consumer works while the tool waits.
    pause: async (milliseconds) => {
      world.clock.advance(milliseconds / 1000)
      await world.invoke(instance)
    },
    ...differences,
  }
}

async function planned(): Promise<string> {
  const selection = { consumer: world.name }
  const id = `op_release_${++operations}`
  const createdAt = new Date(world.clock.now()).toISOString()
  await createRetry(environment() as never, {
    id,
    createdAt,
    by: 'anna',
    selection,
    again: true,
    rate: 10,
    stopShare: 1,
  })
  return id
}
const retry = async (differences?: Partial<RunEnvironment>) => runRetry(environment(differences), await planned())
const letterOf = async (sequence: number) =>
  (await lettersOfEvent(environment(), orderEvent(1, sequence).event_id, [world.name]))[0]

describe('a retry of the dead letter behind which an aggregate is held', () => {
  it('is its release: what waits behind it comes after it, in order, and its record is closed by the consumer', async () => {
    broken.clear()
    expect(await retry()).toMatchObject({ status: 'done', counts: { resolved: 1, died: 0, skipped: 0 } })
    expect(await world.seen(1)).toEqual([1, 2, 3])
    expect(await world.aggregatesHeld()).toBe(0)
    expect(await letterOf(1)).toMatchObject({ status: 'resolved' })
  })

  it('that fails again is dead again, and still the head', async () => {
    expect(await retry()).toMatchObject({ counts: { resolved: 0, died: 1 } })
    expect(await world.seen(1)).toEqual([])
    expect(await world.parked(1)).toEqual([1, 2, 3])
    expect(await letterOf(1)).toMatchObject({ status: 'dead', deaths: 2 })
  })

  it('stops at the next one that fails, which has a letter of its own', async () => {
    broken.clear()
    broken.add('ord_1/2')
    expect(await retry()).toMatchObject({ counts: { resolved: 1 } })
    expect(await letterOf(1)).toMatchObject({ status: 'resolved' })
    expect(await letterOf(2)).toMatchObject({ status: 'dead' })
    broken.clear()
    expect(await retry()).toMatchObject({ counts: { resolved: 1 } })
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it('by two people at once is one: each letter is one operation’s', async () => {
    broken.clear()
    const [one, other] = [await planned(), await planned()]
    const both = await Promise.all([
      runRetry(environment({ owner: 'anna' }), one),
      runRetry(environment({ owner: 'ben' }), other),
    ])
    expect(both.map(({ counts }) => counts.resolved + counts.skipped)).toEqual([1, 1])
    expect(both.reduce((sum, { counts }) => sum + counts.resolved, 0)).toBe(1)
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it('loses nothing and doubles nothing, at whichever call its tool is killed', async () => {
    broken.clear()
    const id = await planned()
    for (let killedAt = 1; killedAt < 30; killedAt++) {
      let calls = 0
      const dying = <Client extends { send: unknown }>(client: Client): Client =>
        Object.create(client, {
          send: {
            value: async (command: never) => {
              const answer = await (client.send as (command: never) => Promise<unknown>).call(client, command)
              // The call has reached AWS; whoever made it is gone.
              if (++calls === killedAt) throw new Error('killed')
              return answer
            },
          },
        })
      const real = environment()
      const tool = environment({ dynamo: dying(real.dynamo), sqs: dying(real.sqs), owner: `tool-${killedAt}` })
      await runRetry(tool, id).catch(() => {})
      // What a killed tool held is free again half a minute later; the consumer goes on meanwhile.
      world.clock.advance(60)
      await world.drain(instance)
      if ((await loadOperation(real, id))?.operation.status === 'done') break
    }
    expect((await loadOperation(environment(), id))?.operation.status).toBe('done')
    expect(await world.seen(1)).toEqual([1, 2, 3])
    expect(await world.leftovers()).toEqual([])
    const receipts = []
    for await (const item of readItems(environment(), id)) receipts.push(item.state)
    expect(receipts).toEqual(['resolved'])
    expect(await letterOf(1)).toMatchObject({ status: 'resolved' })
  })
})

describe('an aggregate that goes on without a retry', () => {
  it('by a release closes the letter of its head, too', async () => {
    broken.clear()
    world.wakeUp(1)
    await world.drain(instance)
    expect(await letterOf(1)).toMatchObject({ status: 'resolved' })
  })

  it('because its head is skipped archives the letter of the head', async () => {
    const eventId = orderEvent(1, 1).event_id
    const decision = {
      consumer: consumer(),
      aggregate: 'ord_1',
      eventId,
      correction: {
        consumer: world.name,
        eventId,
        kind: 'skip',
        reason: 'a test',
        by: { arn: 'arn:anna' },
        at: '2026-01-01T00:00:00.000Z',
        from: 'parked',
      },
    } as const
    const { dynamo, sqs, pause } = environment()
    const { parked, processed, operations: operationTable, deadLetters } = testTables
    await decide(
      {
        dynamo,
        sqs,
        pause,
        tables: { parked, processed, operations: operationTable, deadLetters },
        queueUrlOf: () => '',
        clock: world.clock,
        ids: { next: (prefix: string) => `${prefix}_skip_${++operations}` } as never,
      },
      decision,
    )
    expect(await letterOf(1)).toMatchObject({ status: 'archived' })
  })
})
