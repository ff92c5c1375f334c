import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { createItemReader } from '../../../../lambdas/runtime/aws/item-reader.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import type { Timers } from '../../../../lambdas/runtime/system/timers.ts'
import { consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { answeredFates, type SdkFate, simulatedSdk } from '../../../support/simulated-sdk.ts'

/**
 * Batches of messages against a store whose answers are lost, delivered again until nothing is left. Some messages are bad,
 * each in its own manner; the good ones must not notice.
 */

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const manners = [
  'good',
  'is good, and slow',
  'fails twice, then is good',
  'writes to a table that is not there',
  'writes what is no item',
  'writes what cannot be sent',
  'writes what throws when it is looked at',
  'writes what throws when it is looked at again',
  'stages what is no write',
  'reads from a table that is not there',
  'has a condition that fails and an error that throws',
  'has a condition that fails and an error that is none',
] as const
type Manner = (typeof manners)[number]

const goodManners: readonly (Manner | undefined)[] = ['good', 'is good, and slow', 'fails twice, then is good']
const isGood = (manner: Manner | undefined): boolean => goodManners.includes(manner)

/** So long that others of the batch have been committed meanwhile, and what has been read may be out of date. */
async function untilOthersAreDone(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
}

const short: Timers = {
  after: (milliseconds, callback) => {
    if (milliseconds >= 1000) return () => {}
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  },
}

const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } })
const addOne = (pk: string) => ({
  TableName: testTables.state,
  Key: keyOf(pk),
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
})

async function timesOf(pk: string): Promise<number> {
  const { Item } = await dynamo.client.send(
    new GetItemCommand({ TableName: testTables.state, Key: keyOf(pk), ConsistentRead: true }),
  )
  return Number(Item?.times?.N ?? 0)
}

const MAX_ROUNDS = 12

/** Delivers a batch until nothing is left. @returns what has become of it. */
async function run(idempotency: 'atomic' | 'lease', batch: readonly Manner[], fates: readonly SdkFate[]) {
  const clock = new TestClock()
  const left = [...fates]
  const client = simulatedSdk({ database: dynamo.database, nextFate: () => left.shift() ?? 'fine' })
  const kit = consumerKit({ client }, clock, next++)
  const environment = { ...kit.environment, timers: short }
  const items = createItemReader({ dynamo: client, timers: short, random: () => 0.5 })
  const row = `shared-${next++}`
  const messages = batch.map((manner) => ({ manner, event: orderCreatedEvent(next++) }))
  const outside = new Map<string, number>()

  const declaration = defineConsumer({
    name: `model-${idempotency}`,
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency,
    ambiguousClaim: idempotency === 'lease' ? 'dead-letter' : 'retry',
    retry: { maxAttempts: 3 },
  })
  const handle: HandlersOf<typeof declaration>['order.created'] = async ({ event_id }, { effects, signal }) => {
    const manner = messages.find(({ event }) => event.event_id === event_id)?.manner
    // All of a batch read in the same turn, so that they share one request, that of a missing table among them.
    const table = manner === 'reads from a table that is not there' ? 'nowhere' : testTables.state
    const item = await items.get({ table, key: keyOf(isGood(manner) ? row : event_id) }, signal)
    if (manner === 'is good, and slow') await untilOthersAreDone()
    outside.set(event_id, (outside.get(event_id) ?? 0) + 1)
    if (manner === 'fails twice, then is good' && outside.get(event_id)! <= 2) throw new Error('not yet')
    if (manner === 'writes to a table that is not there') {
      effects.put({ TableName: 'nowhere', Item: keyOf(event_id) })
    } else if (manner === 'writes what is no item') {
      effects.put({ TableName: testTables.state, Item: { pk: { S: event_id } } })
    } else if (manner === 'writes what cannot be sent') {
      effects.put({ TableName: testTables.state, Item: { ...keyOf(event_id), odd: { N: 'no number' } } })
    } else if (manner?.startsWith('writes what throws')) {
      let looks = manner.endsWith('again') ? 1 : 0
      const refuse = () => {
        if (looks-- > 0) return { S: 'not yet' }
        throw new Error('Nobody may look at this.')
      }
      const Item = Object.defineProperty(keyOf(event_id), 'odd', { get: refuse, enumerable: true })
      effects.put({ TableName: testTables.state, Item })
    } else if (manner === 'stages what is no write') {
      effects.writes.push(undefined as never)
    } else if (manner?.startsWith('has a condition')) {
      const make = (): Error => {
        if (manner.endsWith('is none')) return undefined as unknown as Error
        throw new Error('the code that makes the error is broken')
      }
      effects.update({ ...addOne(event_id), ConditionExpression: 'attribute_exists(pk)' }, make)
    } else if (idempotency === 'lease') {
      effects.update(addOne(event_id))
    } else {
      // Reads, adds, writes back without a condition: right only for who has read what the one before has written.
      const times = { N: String(Number(item?.times?.N ?? 0) + 1) }
      effects.put({ TableName: testTables.state, Item: { ...keyOf(row), times } })
      effects.update(addOne(event_id))
    }
  }
  const handler = consumerHandler(declaration, environment, { 'order.created': handle })

  let waiting = messages
  for (let receives = 1; waiting.length > 0 && receives <= MAX_ROUNDS; receives++) {
    const stays = await deliver(
      handler,
      waiting.map(({ event }) => ({ of: event, receives })),
    )
    expect(kit.outcomes.at(-1), 'each message has its outcome').toHaveLength(waiting.length)
    waiting = waiting.filter(({ event }) => stays.includes(event.event_id))
    clock.advance(30)
  }
  const dead = new Set(kit.deadLetters.map(({ attributes }) => attributes.event_id))
  const good = messages.filter(({ manner }) => isGood(manner))
  return {
    waiting: waiting.map(({ manner }) => manner),
    dead: messages.filter(({ event }) => dead.has(event.event_id)).map(({ manner }) => manner),
    bad: batch.filter((manner) => !isGood(manner)),
    good: good.length,
    goodTimes: await Promise.all(good.map(({ event }) => timesOf(event.event_id))),
    /** Beyond its own failures. */
    goodOutside: good.map(
      ({ event, manner }) => outside.get(event.event_id)! - (manner === 'fails twice, then is good' ? 2 : 0),
    ),
    rowTimes: await timesOf(row),
  }
}

const batches = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant<Manner>('good') }, fc.constantFrom(...manners)), {
  minLength: 1,
  maxLength: 6,
})
const noise = (...others: SdkFate[]) =>
  fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant<SdkFate>('fine') }, fc.constantFrom<SdkFate>(...others)), {
    maxLength: 12,
  })

describe('a batch', () => {
  it('of atomic effects: each good message has its one, on what those before it have left; the bad ones die alone', async () => {
    await fc.assert(
      fc.asyncProperty(batches, noise(...answeredFates, 'lost-silently', 'timed-out'), async (batch, fates) => {
        const { waiting, dead, bad, good, goodTimes, rowTimes } = await run('atomic', batch, fates)
        expect({ waiting, dead, goodTimes, rowTimes }).toEqual({
          waiting: [],
          dead: bad,
          goodTimes: Array(good).fill(1),
          rowTimes: good,
        })
      }),
      { numRuns: 60, seed: 23 },
    )
  })

  it('with leases: nothing outside is repeated, and nothing goes to a person, because a neighbour is bad or answers are lost', async () => {
    await fc.assert(
      fc.asyncProperty(batches, noise(...answeredFates), async (batch, fates) => {
        const { waiting, dead, bad, good, goodTimes, goodOutside } = await run('lease', batch, fates)
        expect({ waiting, dead, goodTimes, goodOutside }).toEqual({
          waiting: [],
          dead: bad,
          goodTimes: Array(good).fill(1),
          goodOutside: Array(good).fill(1),
        })
      }),
      { numRuns: 60, seed: 23 },
    )
  })
})
