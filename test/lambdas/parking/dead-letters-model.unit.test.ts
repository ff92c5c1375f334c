import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { holdDeadLetters } from '../../../lambdas/parking/dead-letters.ts'
import { defaultParking } from '../../../lambdas/runtime/declarations/parking.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { type Command, type SdkFate, sendWithFate } from '../../support/simulated-sdk.ts'
import { failingAt, OrderedWorld, orderEvent } from '../runtime/parking/kit.ts'

/**
 * SQS has moved an event into the dead-letter queue, of which another copy still lies in the queue, behind a later one, as after a
 * redrive. Two looks at the dead-letter queue, a function and an operator who releases, in every interleaving of their calls that the
 * scheduler finds, with deaths, lost answers and killed processes.
 */

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

type Fate = SdkFate | 'killed-before' | 'killed-after'
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('fine') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fate>(
      'lost',
      'lost-then-throttled',
      'throttled',
      'timed-out',
      'killed-before',
      'killed-after',
    ),
  },
)
const fates = fc.array(fate, { maxLength: 10 })
const seconds = fc.constantFrom(0.5, 2, 7, 61)
const looker = fc.array(fc.record({ fates, seconds }), { minLength: 1, maxLength: 3 })
const worker = fc.array(fc.record({ fates, seconds, wakes: fc.boolean() }), { minLength: 3, maxLength: 8 })

const DEAD = 'https://sqs/dead.fifo'
const never = new Promise<never>(() => {})

it('a dead letter is held once, runs once, and nothing that waits behind it is overtaken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      looker,
      looker,
      worker,
      fc.boolean(),
      async (scheduler, one, other, steps, dies) => {
        const world = new OrderedWorld(db.client, { retry: { maxAttempts: 2 } })
        const broken = new Set(dies ? ['ord_1/2'] : [])
        world.behave = failingAt(broken)
        const sqs = new MemorySqs(() => world.clock.now())
        const dead = { QueueUrl: DEAD, MessageBody: JSON.stringify(orderEvent(1, 1)), MessageGroupId: 'ord_1' }
        await sqs.client.send(new SendMessageCommand({ ...dead, MessageDeduplicationId: '1' }))
        world.send(orderEvent(1, 2), orderEvent(1, 1), orderEvent(1, 3))

        /** A process of its own: the time of each request and answer is the scheduler's. */
        const startProcess = () => {
          const { promise: died, resolve } = Promise.withResolvers<'killed'>()
          const next: Fate[] = []
          let isDead = false
          const travel = async (what: string) => {
            await scheduler.schedule(Promise.resolve(), what)
          }
          const send = async (command: Command) => {
            if (isDead) return never
            const own = next.shift() ?? 'fine'
            const operation = command.constructor.name.replace(/Command$/, '')
            const carryOut = () => db.database.call(operation, command.input)
            if (own !== 'killed-before' && own !== 'killed-after') return sendWithFate(own, operation, carryOut, travel)
            await travel(operation)
            if (own === 'killed-after') await carryOut().catch(() => {})
            isDead = true
            resolve('killed')
            return never
          }
          return { client: { send } as unknown as DynamoDBClient, died, next }
        }
        const look = (client: DynamoDBClient) => {
          const { clock, timers, ids, random } = world.instance().kit.environment
          const environment = { dynamo: client, sqs: sqs.client, clock, timers, ids, random, tables: testTables }
          const queue = { consumer: world.name, deadLetterUrl: DEAD, ...defaultParking }
          return holdDeadLetters(environment, queue, clock.now() + 20_000)
        }
        const looking = async (looks: readonly { readonly fates: readonly Fate[]; readonly seconds: number }[]) => {
          for (const { fates: own, seconds: wait } of looks) {
            const { client, died, next } = startProcess()
            next.push(...own)
            await Promise.race([look(client), died])
            world.clock.advance(wait)
          }
        }
        const working = async () => {
          let process = startProcess()
          let instance = world.instance(process)
          for (const { fates: own, seconds: wait, wakes } of steps) {
            await scheduler.schedule(Promise.resolve(), 'invoke')
            process.next.splice(0, process.next.length, ...own)
            if (wakes) world.wakeUp(1)
            const [kind] = await world.invoke(instance)
            world.clock.advance(wait)
            if (kind !== 'killed') continue
            process = startProcess()
            instance = world.instance(process)
          }
        }
        await scheduler.waitFor(Promise.all([looking(one), looking(other), working()]))

        broken.clear()
        world.clock.advance(61)
        await look(db.client)
        const instance = world.instance()
        for (let round = 0; round < 3; round++) {
          world.clock.advance(100)
          world.wakeUp(1)
          await world.drain(instance)
        }
        const seen = await world.seen(1)
        expect(seen.toSorted()).toEqual([1, 2, 3])
        expect(seen.indexOf(2), 'what is behind the head waits').toBeLessThan(seen.indexOf(3))
        expect([await world.leftovers(), await world.aggregatesHeld(), sqs.messages(DEAD)]).toEqual([[], 0, []])
      },
    ),
    { numRuns: 20 },
  )
})
