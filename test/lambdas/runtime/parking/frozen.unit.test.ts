import { GetItemCommand, type UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { saveDeadLetterRecord } from '../../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { defaultParking } from '../../../../lambdas/runtime/declarations/parking.ts'
import { openStrategy } from '../../../../lambdas/runtime/idempotency/open-strategy.ts'
import { hold, park } from '../../../../lambdas/runtime/parking/park.ts'
import { consumerKit, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { OrderedWorld, orderEvent } from './kit.ts'

/**
 * Lambda may freeze a function once it has answered, and let it go on minutes later: "callbacks that did not complete when your function ended
 * resume if Lambda chooses to reuse the execution environment". Others have handled its messages since.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const clock = new TestClock()
const event = (position: number) => ({
  group: 'ord_1',
  position,
  id: orderEvent(1, position).event_id,
  type: 'order.created',
  body: JSON.stringify(orderEvent(1, position)),
  sentAt: 1,
})
const death = () => ({
  isTransient: false,
  letter: {
    errorType: 'PermanentError:BROKEN',
    errorMessage: 'no',
    errorStack: undefined,
    fingerprint: 'f',
    attempts: 6,
    firstFailedAt: clock.now(),
    lastFailedAt: clock.now(),
  } as never,
})

/** A client that stands still before each command of that kind, until it is let go on. */
function freezing(
  isFrozen: (command: { readonly input: object; readonly constructor: { readonly name: string } }) => boolean,
) {
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>()
  const { promise: frozen, resolve: freeze } = Promise.withResolvers<void>()
  const send = async (command: UpdateItemCommand, options?: object) => {
    if (isFrozen(command)) {
      freeze()
      await thawed
    }
    return db.client.send(command, options)
  }
  return { dynamo: { send } as never as TestDynamoDb['client'], thaw, frozen }
}

let seeds = 0
const environmentOf = (consumer: string, dynamo = db.client) => ({
  ...consumerKit({ client: dynamo }, clock, ++seeds).environment,
  table: testTables.parked,
  consumer,
  limits: defaultParking,
})

it('a function that had to answer before an event was held does not hold it later: somebody else may have done it', async () => {
  const world = new OrderedWorld(db.client)
  const lastCall = new AbortController()
  const { dynamo, thaw, frozen } = freezing(({ constructor: { name } }) => name === 'GetItemCommand')
  const holding = hold(environmentOf(world.name, dynamo), event(1), death(), false, lastCall.signal).catch(String)
  await frozen
  lastCall.abort(new Error('answered'))
  thaw()
  expect(await holding).toBe('Error: answered')
  expect([await world.leftovers(), await world.aggregatesHeld()]).toEqual([[], 0])
})

it('nor does it park one', async () => {
  const world = new OrderedWorld(db.client)
  await hold(environmentOf(world.name), event(1), death())
  const aborted = AbortSignal.abort(new Error('answered'))
  const parking = park(environmentOf(world.name), event(2), { headPosition: 1, seenAt: 0 }, false, aborted)
  await expect(parking).rejects.toThrow('answered')
  expect(await world.parked(1)).toEqual([1])
})

it('nor does it call one a dead letter', async () => {
  const world = new OrderedWorld(db.client)
  const lastCall = new AbortController()
  const { dynamo, thaw, frozen } = freezing(({ constructor: { name } }) => name === 'UpdateItemCommand')
  const letter = {
    ...(death().letter as DeadLetter),
    consumer: world.name,
    id: event(1).id,
    messageId: 'm',
    body: event(1).body,
  }
  const saving = saveDeadLetterRecord(dynamo, testTables.deadLetters, letter, lastCall.signal).catch(String)
  await frozen
  lastCall.abort(new Error('answered'))
  thaw()
  expect(await saving).toContain('abort')
  expect(await world.deadLetterStatus(1, 1)).toBeUndefined()
})

it('what a function says of a hold that it has seen counts for no later hold of the aggregate', async () => {
  const world = new OrderedWorld(db.client)
  const { dynamo, thaw, frozen } = freezing(({ input }) => JSON.stringify(input).includes('SET seen_at'))
  const late = hold(environmentOf(world.name, dynamo), event(1), death())
  await frozen
  // It is released meanwhile, and a later event dies.
  world.wakeUp(1)
  world.behave = () => {}
  await world.drain(world.instance())
  expect(await world.leftovers()).toEqual([])
  clock.advance(300)
  const second = freezing(({ input }) => JSON.stringify(input).includes('SET seen_at'))
  const holding = hold(environmentOf(world.name, second.dynamo), event(4), death())
  await second.frozen
  thaw()
  await late
  expect((await world.holdOf(1))?.seen_at).toBeUndefined()
  second.thaw()
  expect(await holding).toMatchObject({ kind: 'parked', settleSeconds: 6 })
})

it.each([
  ['versioned', {}],
  ['unique-key', {}],
  [undefined, {}],
  // These commit together with others of their batch.
  ['atomic', {}],
  ['versioned', { uses: { commands: true } }],
] as const)(
  'a write of a consumer that is %s, with %j, is not sent after its function had to answer',
  async (idempotency, options) => {
    const lastCall = new AbortController()
    const { promise: decided, resolve } = Promise.withResolvers<void>()
    const key = `late-${idempotency}-${JSON.stringify(options)}`
    const Item = { pk: { S: key }, sk: { S: 'row' }, version: { N: '1' } }
    const write = {
      key,
      item: { Put: { TableName: testTables.state, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    }
    const declared = idempotency === undefined ? { delivery: 'at-least-once' as const } : { idempotency }
    const { declaration } = new OrderedWorld(db.client, { idempotency: undefined as never, ...declared, ...options })
    const environment = { ...consumerKit(db, clock).environment, processedTable: testTables.processed }
    const strategy = openStrategy(declaration, {
      ...environment,
      functionEnd: clock.now() + 10_000,
      signal: lastCall.signal,
    })
    const handle = async () => {
      await decided
      return { writes: [write], events: [], commands: [] } as never
    }
    const processing = strategy.process({ key, handle } as never).catch(String)
    lastCall.abort(new Error('answered'))
    resolve()
    expect(await processing).toBe('Error: answered')
    const stored = await db.client.send(
      new GetItemCommand({ TableName: testTables.state, Key: { pk: Item.pk, sk: Item.sk } }),
    )
    expect(stored.Item).toBeUndefined()
  },
)
