import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderEvents } from '../../../events/order.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { decidedEntry, MOST_DECIDED } from '../../../lambdas/runtime/parking/decided.ts'
import { summaryKey } from '../../../lambdas/runtime/parking/items.ts'
import { createIds } from '../../../lambdas/runtime/system/ids.ts'
import type { Item } from '../../../local/dynamodb/requests/attribute-values.ts'
import { itemSize } from '../../../local/dynamodb/requests/item-size.ts'
import { decide } from '../../../ops/parked/decide.ts'
import type { ParkedEnvironment } from '../../../ops/parked/environment.ts'
import { failingAt, type Instance, OrderedWorld, orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { type Command, simulatedSdk } from '../../support/simulated-sdk.ts'

/** What a decision about a parked event costs its consumer afterwards, and what it keeps from happening. */

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const RETENTION_SECONDS = 4 * 86_400
/** As long as dedup markers live. */
const KEPT_SECONDS = derivedLimits(orderViewConsumer).dedupTtlSeconds
let world: OrderedWorld
let instance: Instance
let idsMade = 0

/** An order whose first event has died, at a consumer that leaves no markers itself. */
beforeEach(() => begin('versioned'))

let idempotency: 'versioned' | 'atomic'

async function begin(strategy: typeof idempotency): Promise<void> {
  idempotency = strategy
  world = new OrderedWorld(db.client, { idempotency })
  instance = world.instance()
  await kill(1)
}

/** The first event of an order dies, and is held. */
async function kill(order: number): Promise<void> {
  world.behave = failingAt(new Set([`ord_${order}/1`]))
  world.send(orderEvent(order, 1))
  await world.drain(instance)
  world.behave = () => {}
}

const environment = (dynamo = db.client): ParkedEnvironment => ({
  dynamo,
  sqs: {} as ParkedEnvironment['sqs'],
  tables: testTables,
  queueUrlOf: () => 'https://queue/ordered.fifo',
  clock: world.clock,
  ids: createIds(world.clock, (count) => new Uint8Array(count).fill(++idsMade % 256)),
  pause: async () => {},
})

const skip = (order = 1, sequence = 1) => {
  const eventId = orderEvent(order, sequence).event_id
  const stamp = { consumer: world.name, eventId, reason: 'a test', by: { arn: 'arn:anna' }, at: '2026-01-01T00:00:00Z' }
  return decide(environment(), {
    consumer: defineConsumer({
      name: world.name,
      subscribesTo: orderEvents,
      ordering: 'aggregate',
      delivery: 'effectively-once',
      idempotency,
    }),
    aggregate: `ord_${order}`,
    eventId,
    correction: { ...stamp, from: 'parked', kind: 'skip' },
  })
}

/** Calls of a batch that holds these events. */
async function callsOf(...events: readonly ReturnType<typeof orderEvent>[]): Promise<string[]> {
  world.send(...events)
  db.calls.length = 0
  await world.invoke(instance)
  return db.calls.filter((call) => call !== 'TransactWriteItems' && call !== 'UpdateItem')
}

describe('a consumer of which nothing is held, and an event was skipped lately', () => {
  it('looks at the summary once a second, and at nothing else', async () => {
    await skip()
    world.clock.advance(1)
    expect(await callsOf(orderEvent(2, 1), orderEvent(3, 1))).toEqual(['GetItem'])
    expect(await callsOf(orderEvent(4, 1))).toEqual([])
    world.clock.advance(1)
    expect(await callsOf(orderEvent(5, 1))).toEqual(['GetItem'])
    expect([await world.seen(2), await world.seen(4), await world.seen(5)]).toEqual([[1], [1], [1]])
  })

  it('looks at the summary along with what it reads anyway', async () => {
    await begin('atomic')
    await skip()
    let failures = 0
    world.behave = () => {
      if (++failures === 1) throw new Error('once')
    }
    world.send(orderEvent(2, 1))
    await world.invoke(instance)
    world.clock.advance(5)
    expect(await callsOf()).toEqual(['BatchGetItem'])
    expect(await world.seen(2)).toEqual([1])
  })

  it('takes a copy of the skipped event for a duplicate, for as long as anybody may send one, at one read more', async () => {
    await skip()
    for (const seconds of [1, RETENTION_SECONDS - 2, KEPT_SECONDS - RETENTION_SECONDS]) {
      world.clock.advance(seconds)
      expect(await callsOf(orderEvent(1, 1), orderEvent(2, seconds))).toEqual(['GetItem', 'GetItem'])
      expect(await world.seen(1)).toEqual([])
    }
    world.clock.advance(2 * 86_400)
    expect(await callsOf(orderEvent(1, 1))).toEqual(['GetItem'])
  })

  it('reads one unit still with as many skipped events as are listed, and looks everything up beyond that', async () => {
    const until = world.clock.now() + KEPT_SECONDS * 1000
    const listed = Array.from({ length: MOST_DECIDED - 1 }, (_, index) =>
      decidedEntry(`${world.name}#evt_${index}`, until),
    )
    await db.client.send(
      new UpdateItemCommand({
        TableName: testTables.parked,
        Key: summaryKey(world.name),
        UpdateExpression: 'ADD decided :listed',
        ExpressionAttributeValues: { ':listed': { SS: listed } },
      }),
    )
    await skip()
    const summary = await world.summary()
    expect(summary.decided?.SS).toHaveLength(MOST_DECIDED)
    expect(itemSize(summary as Item) + 2 * MOST_DECIDED).toBeLessThan(4096)
    world.clock.advance(1)
    expect(await callsOf(orderEvent(2, 1))).toEqual(['GetItem'])

    await kill(3)
    await skip(3)
    world.clock.advance(1)
    expect(await callsOf(orderEvent(4, 1))).toEqual(['GetItem', 'GetItem', 'GetItem'])
    world.send(orderEvent(3, 1))
    expect(await world.drain(instance)).toEqual(['duplicate'])
    world.clock.advance(RETENTION_SECONDS + 3600)
    world.send(orderEvent(3, 1))
    expect(await world.drain(instance), 'for as long as anybody may send a copy').toEqual(['duplicate'])

    world.clock.advance(KEPT_SECONDS + 7200)
    await kill(5)
    await skip(5)
    expect((await world.summary()).decided?.SS, 'what is over has made room').toHaveLength(1)
    world.clock.advance(1)
    expect(await callsOf(orderEvent(6, 1))).toEqual(['GetItem'])
  })

  it('looks everything up where a tool of an earlier version has decided, which lists nothing', async () => {
    const guard = Math.ceil(world.clock.now() / 1000) + RETENTION_SECONDS
    const item = { ...summaryKey(world.name), aggregates: { N: '0' }, guard_until: { N: String(guard) } }
    await db.client.send(new PutItemCommand({ TableName: testTables.parked, Item: item }))
    world.clock.advance(1)
    expect(await callsOf(orderEvent(2, 1))).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })
})

it('a copy that is on its way into the parking while its event is skipped does not happen', async () => {
  const fine = simulatedSdk({ database: db.database, nextFate: () => 'fine' })
  let skipping: Promise<unknown> | undefined
  const client = {
    // It was held when the function looked, and is skipped before the copy is parked.
    send: async (command: Command) => {
      if (command.constructor.name === 'TransactWriteItemsCommand') {
        skipping ??= skip()
        await skipping
      }
      return fine.send(command as never)
    },
  } as unknown as typeof db.client
  world.send(orderEvent(1, 1))
  const kinds = await world.invoke(world.instance({ client, died: new Promise<never>(() => {}) }))
  expect(skipping).toBeDefined()
  expect(kinds).toEqual(['duplicate'])
  expect([await world.seen(1), await world.leftovers()]).toEqual([[], []])
})

it('a copy whose marker is read before its event is skipped, and whose hold after that, does not happen', async () => {
  let skipping: Promise<unknown> | undefined
  const fine = simulatedSdk({ database: db.database, nextFate: () => 'fine' })
  const skipOnce = () => {
    skipping ??= skip()
    return skipping
  }
  const client = {
    // DynamoDB reads each item of one call at a moment of its own: here what is no hold comes before the skip, and holds after it.
    send: async (command: Command) => {
      const { RequestItems } = command.input as { RequestItems?: Record<string, object> }
      if (!RequestItems) {
        const { TableName, Key } = command.input as { TableName?: string; Key?: { sk?: { S?: string } } }
        if (TableName === testTables.parked && Key?.sk?.S === 'hold') await skipOnce()
        return fine.send(command as never)
      }
      const { [testTables.parked]: holds, ...others } = RequestItems
      const read = async (some: Record<string, object>) =>
        Object.keys(some).length === 0
          ? {}
          : ((await db.database.call('BatchGetItem', { RequestItems: some })) as { Responses: object }).Responses
      const first = await read(others)
      await skipOnce()
      return { Responses: { ...first, ...(holds && (await read({ [testTables.parked]: holds }))) } }
    },
  } as unknown as typeof db.client
  world.send(orderEvent(1, 1))
  await world.invoke(world.instance({ client, died: new Promise<never>(() => {}) }))
  expect(skipping).toBeDefined()
  expect(await world.seen(1)).toEqual([])
})
