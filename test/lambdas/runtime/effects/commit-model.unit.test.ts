import { GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { commitEffects } from '../../../../lambdas/runtime/effects/commit.ts'
import type { CommitEnvironment } from '../../../../lambdas/runtime/effects/commit-units.ts'
import { Effects } from '../../../../lambdas/runtime/effects/effects.ts'
import { toEventItem } from '../../../../lambdas/runtime/event-store/event-item.ts'
import { retryOnConflict } from '../../../../lambdas/runtime/retry/retry-on-conflict.ts'
import type { Timers } from '../../../../lambdas/runtime/system/timers.ts'
import { consumerKit } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { answeredFates, type SdkFate, silentFates, simulatedSdk } from '../../../support/simulated-sdk.ts'
import { counterEvent, counterRaised } from '../event-store/counter.ts'

/**
 * One request that decides, stages and commits, against a store whose answers are lost in every manner, while others append
 * to the same stream. What it stages is what requests do stage: an event alone, several, events of two streams, a number that
 * is added to, and a row beside the event.
 */

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const immediately: Timers = {
  after: (_milliseconds, callback) => {
    const immediate = setImmediate(callback)
    return () => clearImmediate(immediate)
  },
}

const stagings = ['one event', 'two events', 'two streams', 'a number', 'an event and a number', 'a new row'] as const
type Staging = (typeof stagings)[number]

const addOne = (pk: string) => ({
  TableName: testTables.state,
  Key: { pk: { S: pk }, sk: { S: 'x' } },
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
})

async function lengthOf(id: string): Promise<number> {
  const { Count = 0 } = await dynamo.client.send(
    new QueryCommand({
      TableName: testTables.events,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `counter#${id}` } },
      ConsistentRead: true,
    }),
  )
  return Count
}

async function numberOf(pk: string): Promise<number> {
  const Key = { pk: { S: pk }, sk: { S: 'x' } }
  const { Item } = await dynamo.client.send(
    new GetItemCommand({ TableName: testTables.state, Key, ConsistentRead: true }),
  )
  return Number(Item?.times?.N ?? 0)
}

interface Outside {
  /** Before which of the request's decisions someone else appends to its stream. */
  readonly appendsBefore: number
}

/** @returns how often the request has taken effect, and what it was told. */
async function request(staging: Staging, fates: readonly SdkFate[], { appendsBefore }: Outside) {
  const id = `model-${next++}`
  const left = [...fates]
  const kit = consumerKit(dynamo, undefined, next)
  const environment: CommitEnvironment = {
    ...kit.environment,
    timers: immediately,
    dynamo: simulatedSdk({ database: dynamo.database, nextFate: () => left.shift() ?? 'fine' }),
  }
  const settings = { clock: kit.clock, ids: kit.environment.ids, source: 'test', eventTable: testTables.events }
  let decisions = 0
  let others = 0
  const told = await retryOnConflict(async () => {
    const after = await lengthOf(id)
    if (decisions++ === appendsBefore && staging !== 'a number' && staging !== 'a new row') {
      const event = counterEvent(id, after + 1, 900 + others++)
      await dynamo.client.send(new PutItemCommand({ TableName: testTables.events, Item: toEventItem(event) }))
    }
    const effects = new Effects(settings, { correlation_id: 'req_1', causation_id: 'cmd_1' })
    const append = (aggregateId: string, count: number) =>
      effects.append(
        { aggregateId, after: aggregateId === id ? after : 0 },
        Array.from({ length: count }, () => draft(counterRaised, { by: 1 })),
      )
    if (staging === 'one event' || staging === 'an event and a number') append(id, 1)
    if (staging === 'two events') append(id, 2)
    if (staging === 'two streams') {
      append(id, 1)
      append(`${id}-other-${decisions}`, 1)
    }
    if (staging === 'a number' || staging === 'an event and a number') effects.update(addOne(id))
    if (staging === 'a new row') {
      const Item = { pk: { S: `${id}-row-${decisions}` }, sk: { S: 'x' }, times: { N: '1' } }
      effects.put({ TableName: testTables.state, Item, ConditionExpression: 'attribute_not_exists(pk)' })
    }
    await commitEffects(environment, effects)
  }, environment).then(
    () => 'done',
    (error: { code: string }) => error.code,
  )
  // What was sent late arrives.
  await new Promise(setImmediate)
  const events = (await lengthOf(id)) - others
  const numbers = await numberOf(id)
  const rows = (await Promise.all([1, 2, 3, 4, 5].map((decision) => numberOf(`${id}-row-${decision}`)))).reduce(
    (a, b) => a + b,
  )
  return { told, effects: { events, numbers, rows } }
}

const once: Readonly<Record<Staging, { events: number; numbers: number; rows: number }>> = {
  'one event': { events: 1, numbers: 0, rows: 0 },
  'two events': { events: 2, numbers: 0, rows: 0 },
  'two streams': { events: 1, numbers: 0, rows: 0 },
  'a number': { events: 0, numbers: 1, rows: 0 },
  'an event and a number': { events: 1, numbers: 1, rows: 0 },
  'a new row': { events: 0, numbers: 0, rows: 1 },
}
const never = { events: 0, numbers: 0, rows: 0 }

const outside = fc.record({ appendsBefore: fc.integer({ min: 0, max: 3 }) })

describe.each(stagings)('one request that stages %s', (staging) => {
  it('takes effect once when it is told so, however many answers were lost, throttled or contended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<SdkFate>('fine', ...answeredFates), { maxLength: 5 }),
        outside,
        async (fates, others) => {
          expect(await request(staging, fates, others)).toEqual({ told: 'done', effects: once[staging] })
        },
      ),
      { numRuns: 60, seed: 21 },
    )
  })

  it('takes effect once or never when it is told that there was no answer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<SdkFate>('fine', ...answeredFates), { maxLength: 3 }),
        fc.constantFrom<SdkFate>(...silentFates),
        outside,
        async (fates, last, others) => {
          const { told, effects } = await request(staging, [...fates, last], others)
          expect(['done', 'STORE_UNAVAILABLE']).toContain(told)
          expect(told === 'done' ? [once[staging]] : [once[staging], never]).toContainEqual(effects)
        },
      ),
      { numRuns: 40, seed: 22 },
    )
  })
})
