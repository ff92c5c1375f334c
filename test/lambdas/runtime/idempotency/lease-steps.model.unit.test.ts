import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
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

const LEASE_SECONDS = 10 + CLOCK_SKEW_MS / 1000
const { handle } = wayFixtures.find(({ idempotency }) => idempotency === 'lease')!

/** The claim mostly goes well, the commit mostly does not: this is about what comes after the effect. */
const afterClaim = fc.constantFrom<Fate>('fine', ...answeredFates, ...silentFates, 'killed-before', 'killed-after')
const worker: fc.Arbitrary<Worker> = fc.record({
  fates: fc.array(afterClaim, { maxLength: 3 }).map((fates): Fate[] => ['fine', ...fates]),
  receives: fc.integer({ min: 1, max: 3 }),
})
const passing = fc.array(fc.constantFrom(3, LEASE_SECONDS + 1), { maxLength: 1 })

const isSilent = (fate: Fate): boolean => (silentFates as readonly Fate[]).includes(fate)
const isKilled = (fate: Fate): boolean => fate === 'killed-before' || fate === 'killed-after'

/** Deliveries one after another or at once, whose commits are lost, late, throttled or killed, and so are their records. */
it('a step is done again only after a kill, a holder overtaken, or a commit and its record both without an answer', async () => {
  let repeated = 0
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(worker, { minLength: 1, maxLength: 5 }),
      passing,
      async (scheduler, workers, seconds) => {
        let mails = 0
        const world: World = {
          scheduler,
          database: dynamo.database,
          clock: new TestClock(),
          event: orderCreatedEvent(next++),
          newSeed: () => next++,
          fixture: {
            idempotency: 'lease',
            async handle(event, context, kit) {
              await context.step('mail', async () => {
                mails++
                await scheduler.schedule(Promise.resolve(), 'the mail is sent')
              })
              await scheduler.schedule(Promise.resolve(), 'the handler works')
              await handle(event, context, kit)
            },
          },
        }
        const startSometime = (one: Worker) =>
          scheduler.schedule(Promise.resolve(), 'delivery').then(() => runWorker(world, one))
        for (const step of seconds) {
          void scheduler.schedule(Promise.resolve(), `${step} s pass`).then(() => world.clock.advance(step))
        }
        await scheduler.waitFor(Promise.all(workers.map(startSometime)))
        expect(await timesOf(dynamo, world.event)).toBeLessThanOrEqual(1)
        await scheduler.waitIdle()
        world.clock.advance(LEASE_SECONDS + 1)
        const last = await scheduler.waitFor(runWorker(world, { fates: [], receives: 4 }))
        expect(['processed', 'duplicate']).toContain(last)
        expect(await timesOf(dynamo, world.event)).toBe(1)

        const killed = workers.filter(({ fates }) => fates.some(isKilled)).length
        const unheard = workers.filter(({ fates }) => fates.filter(isSilent).length > 1).length
        const overtaken = seconds.filter((step) => step > LEASE_SECONDS).length * workers.length
        expect(mails).toBeLessThanOrEqual(1 + killed + unheard + overtaken)
        if (mails > 1) repeated++
      },
    ),
    { numRuns: 150, seed: 7 },
  )
  // Else the bound above would say nothing.
  expect(repeated).toBeGreaterThan(0)
})
