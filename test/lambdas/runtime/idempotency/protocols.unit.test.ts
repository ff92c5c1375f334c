import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOCK_SKEW_MS } from '../../../../lambdas/runtime/idempotency/take-lease.ts'
import { TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { answeredFates, silentFates } from '../../../support/simulated-sdk.ts'
import { timesOf, wayFixtures } from './fixtures.ts'
import { type Fate, runWorker, type Worker, type World } from './simulated-worker.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const RUNS = 150
const LEASE_SECONDS = 10 + CLOCK_SKEW_MS / 1000

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('fine') },
  { weight: 3, arbitrary: fc.constantFrom<Fate>(...answeredFates, 'killed-before', 'killed-after') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>(...silentFates) },
)
const worker: fc.Arbitrary<Worker> = fc.record({
  fates: fc.array(fate, { maxLength: 5 }),
  receives: fc.integer({ min: 1, max: 3 }),
})
/** Seconds that pass at some point: within a lease, and beyond its end. */
const passing = fc.array(fc.constantFrom(3, LEASE_SECONDS + 1), { maxLength: 2 })

interface ExternalEffect {
  readonly key: string
  readonly fence: number | undefined
}

/** Any number of deliveries of one event at once, in any interleaving of their calls, killed at any step. */
describe.each(wayFixtures)('$name, whatever interleaves and dies', (fixture) => {
  it('has its effect exactly once in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(worker, { minLength: 1, maxLength: 4 }),
        passing,
        async (scheduler, workers, seconds) => {
          const external: ExternalEffect[] = []
          const world: World = {
            scheduler,
            database: dynamo.database,
            clock: new TestClock(),
            event: orderCreatedEvent(next++),
            newSeed: () => next++,
            fixture: {
              ...fixture,
              async handle(event, context, kit) {
                external.push({ key: context.idempotencyKey, fence: context.fencingToken })
                await scheduler.schedule(Promise.resolve(), 'the handler works')
                await fixture.handle(event, context, kit)
              },
            },
          }
          const startSometime = (one: Worker) =>
            scheduler.schedule(Promise.resolve(), 'delivery').then(() => runWorker(world, one))
          for (const step of seconds) {
            void scheduler.schedule(Promise.resolve(), `${step} s pass`).then(() => world.clock.advance(step))
          }
          const outcomes = await scheduler.waitFor(Promise.all(workers.map(startSometime)))

          // Nobody who lived and was answered has failed: done, done before, waiting for another, or out of time.
          for (const [index, kind] of outcomes.entries()) {
            const mayFail = workers[index]?.fates.some(
              (one) => one !== 'fine' && one !== 'lost' && one !== 'lost-twice',
            )
            const fine = ['processed', 'duplicate', 'deferred', 'returned', 'killed', ...(mayFail ? ['failed'] : [])]
            expect(fine).toContain(kind)
          }
          expect(await timesOf(dynamo, world.event)).toBeLessThanOrEqual(1)

          await scheduler.waitIdle()
          // What is not settled comes back when leases have ended, and is done then.
          world.clock.advance(LEASE_SECONDS + 1)
          const last = await scheduler.waitFor(runWorker(world, { fates: [], receives: 4 }))
          expect(['processed', 'duplicate']).toContain(last)
          expect(await timesOf(dynamo, world.event)).toBe(1)

          if (fixture.idempotency === 'lease') {
            // Outside, only who died or was overtaken leaves a second one; always with the same key, never with the same token.
            const killed = outcomes.filter((kind) => kind === 'killed' || kind === 'failed').length
            const overtaken = seconds.filter((step) => step > LEASE_SECONDS).length * workers.length
            expect(external.length).toBeLessThanOrEqual(1 + killed + overtaken)
            expect(new Set(external.map(({ key }) => key)).size).toBe(1)
            expect(new Set(external.map(({ fence }) => fence)).size).toBe(external.length)
          }
        },
      ),
      { numRuns: RUNS, seed: 42 },
    )
  })
})
