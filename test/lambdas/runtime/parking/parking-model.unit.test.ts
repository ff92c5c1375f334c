import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { type Command, type SdkFate, sendWithFate } from '../../../support/simulated-sdk.ts'
import { failingAt, type Instance, OrderedWorld, orderEvent } from './kit.ts'

/**
 * Two functions of one ordered consumer and two operators, in every interleaving of their calls that the scheduler finds: events die,
 * are parked and released side by side, processes die, answers are lost, visibility timeouts run out while a function still
 * works. In the end everything is repaired and released, and each order must have had each event once, in order.
 */

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const ORDERS = [1, 2]
const EVENTS = 4

type Fate = SdkFate | 'killed-before' | 'killed-after'
const fates: readonly Fate[] = [
  'lost',
  'lost-silently',
  'lost-then-throttled',
  'throttled',
  'timed-out',
  'killed-before',
  'killed-after',
]

/** Steps of one actor, carried out one after another, beside those of the others. */
type Step =
  | { readonly kind: 'invoke'; readonly most: number; readonly fates: readonly Fate[]; readonly losesAnswer: boolean }
  | { readonly kind: 'wake-up'; readonly order: number; readonly onlyHead: boolean }
  | { readonly kind: 'repair' }
  | { readonly kind: 'wait'; readonly seconds: number }

const fate = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Fate>('fine') },
  { weight: 1, arbitrary: fc.constantFrom(...fates) },
)
const invoke = fc.record({
  kind: fc.constant('invoke' as const),
  most: fc.constantFrom(1, 2, 10),
  fates: fc.array(fate, { maxLength: 12 }),
  losesAnswer: fc.boolean().map((one) => one),
})
const wait = fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(0.5, 2, 7, 61) })
const wakeUp = fc.record({
  kind: fc.constant('wake-up' as const),
  order: fc.constantFrom(...ORDERS),
  onlyHead: fc.boolean(),
})
const repair = fc.constant({ kind: 'repair' as const })
const worker = fc.array(fc.oneof({ weight: 3, arbitrary: invoke }, { weight: 2, arbitrary: wait }), {
  minLength: 4,
  maxLength: 10,
})
const operator = fc.array(
  fc.oneof({ weight: 3, arbitrary: wakeUp }, { weight: 1, arbitrary: repair }, { weight: 1, arbitrary: wait }),
  { maxLength: 5 },
)

const brokenEvents = fc.subarray(
  ORDERS.flatMap((order) => [1, 2, 3, 4].map((sequence) => `ord_${order}/${sequence}`)),
  { minLength: 1, maxLength: 3 },
)

interface Run {
  readonly world: OrderedWorld
  readonly scheduler: fc.Scheduler
  readonly broken: Set<string>
}

/** A function environment: the time of each request and answer is the scheduler's. */
function startInstance({ world, scheduler }: Run): { instance: Instance; next: Fate[] } {
  const { promise: died, resolve } = Promise.withResolvers<'killed'>()
  const next: Fate[] = []
  let isDead = false
  const never = new Promise<never>(() => {})
  const travel = async (what: string) => {
    await scheduler.schedule(Promise.resolve(), what)
  }
  const send = async (command: Command) => {
    if (isDead) return never
    const fateOfCall = next.shift() ?? 'fine'
    const operation = command.constructor.name.replace(/Command$/, '')
    const carryOut = () => dynamo.database.call(operation, command.input)
    if (fateOfCall !== 'killed-before' && fateOfCall !== 'killed-after') {
      return sendWithFate(fateOfCall, operation, carryOut, travel)
    }
    await travel(`${operation} travels`)
    if (fateOfCall === 'killed-after') await carryOut().catch(() => {})
    isDead = true
    resolve('killed')
    return never
  }
  return { instance: world.instance({ client: { send } as unknown as DynamoDBClient, died }), next }
}

async function act(run: Run, steps: readonly Step[]): Promise<void> {
  const { world, scheduler, broken } = run
  let own = startInstance(run)
  for (const step of steps) {
    await scheduler.schedule(Promise.resolve(), step.kind)
    if (step.kind === 'wait') world.clock.advance(step.seconds)
    if (step.kind === 'repair') broken.clear()
    if (step.kind === 'wake-up') world.wakeUp(step.order, step.onlyHead)
    if (step.kind !== 'invoke') continue
    own.next.splice(0, own.next.length, ...step.fates)
    const [kind] = await world.invoke(own.instance, { most: step.most, losesAnswer: step.losesAnswer })
    if (kind === 'killed') own = startInstance(run)
  }
}

/** Everything is repaired, and released until nothing is held. */
async function settle({ world, broken }: Run): Promise<void> {
  broken.clear()
  const instance = world.instance()
  for (let round = 0; round < 4; round++) {
    world.clock.advance(100)
    for (const order of ORDERS) world.wakeUp(order)
    await world.drain(instance)
  }
}

const everyEvent = Array.from({ length: EVENTS }, (_, index) => index + 1)

describe('parking and release, in every interleaving', () => {
  it.each(['atomic', 'lease'] as const)(
    '%s: each event once, in order, and nothing is left behind',
    async (idempotency) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          worker,
          worker,
          operator,
          operator,
          brokenEvents,
          async (scheduler, one, other, anna, bert, dying) => {
            const world = new OrderedWorld(dynamo.client, { idempotency, retry: { maxAttempts: 2 } })
            const run: Run = { world, scheduler, broken: new Set(dying) }
            world.behave = failingAt(run.broken)
            for (const sequence of everyEvent) for (const order of ORDERS) world.send(orderEvent(order, sequence))
            const actors = Promise.all([one, other, anna, bert].map((steps) => act(run, steps)))
            await scheduler.waitFor(actors)
            await scheduler.waitIdle?.()
            await settle(run)
            for (const order of ORDERS) expect(await world.seen(order), `order ${order}`).toEqual(everyEvent)
            expect(await world.leftovers()).toEqual([])
            expect(await world.aggregatesHeld()).toBe(0)
          },
        ),
        { numRuns: idempotency === 'atomic' ? 30 : 15 },
      )
    },
    120_000,
  )
})
