import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SendMessageCommand } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderEvents } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { createIds } from '../../../lambdas/runtime/system/ids.ts'
import type { Correction } from '../../../ops/corrections/correction.ts'
import { readCorrections } from '../../../ops/corrections/corrections.ts'
import { decide, NotDecided } from '../../../ops/parked/decide.ts'
import type { ParkedEnvironment } from '../../../ops/parked/environment.ts'
import { readParked } from '../../../ops/parked/holds.ts'
import { releaseParked } from '../../../ops/parked/release.ts'
import { replacementOf } from '../../../ops/parked/replacement.ts'
import { failingAt, OrderedWorld, orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { countedBytes } from '../../support/counted-bytes.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { type Command, simulatedSdk } from '../../support/simulated-sdk.ts'

/**
 * The tool of operators, killed at each of its calls and started again by somebody else, and two of them at once in every
 * interleaving of their calls, while the consumer works and another event arrives.
 */

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const AGGREGATE = 'ord_1'
const EDITED_TOTAL = 1
const never = new Promise<never>(() => {})

type Work = 'release' | 'retry' | 'skip' | 'edit'

/** How an operator's calls travel: they may never arrive, or their sender may never hear of it. */
type Travel = (carryOut: () => Promise<unknown>) => Promise<unknown>

const travels: Travel = (carryOut) => carryOut()

const idBytes = countedBytes()

/** @param parked events that are held; the next one arrives meanwhile. */
async function begin(parked = 3) {
  const world = new OrderedWorld(db.client)
  const broken = new Set(['ord_1/1'])
  const totals: unknown[] = []
  world.behave = (event: EventEnvelope) => {
    failingAt(broken)(event)
    if (event.sequence === 1) totals.push(event.data.total)
  }
  for (let sequence = 1; sequence <= parked; sequence++) world.send(orderEvent(1, sequence))
  await world.drain(world.instance())
  broken.clear()
  totals.length = 0

  const sent = new Set<string>()
  const ids = createIds(world.clock, idBytes)
  const queue = async ({ input }: SendMessageCommand) => {
    if (sent.has(input.MessageDeduplicationId ?? '')) return {}
    sent.add(input.MessageDeduplicationId ?? '')
    world.queue.send(input.MessageBody ?? '', input.MessageGroupId ?? '')
    return {}
  }
  // Without a network, so that only the scheduler decides what comes first.
  const fine = simulatedSdk({ database: db.database, nextFate: () => 'fine' })
  /** The tool of one operator; the consumer works while it waits. */
  const tool = (travel: Travel, ofConsumer: Travel = travels): ParkedEnvironment => {
    const client = {
      send: (command: Command) => ofConsumer(() => fine.send(command as never)),
    } as unknown as DynamoDBClient
    const instance = world.instance({ client, died: never })
    return {
      dynamo: { send: (command: never) => travel(() => fine.send(command)) } as unknown as DynamoDBClient,
      sqs: {
        send: (command: SendMessageCommand) => travel(() => queue(command)),
      } as unknown as ParkedEnvironment['sqs'],
      tables: testTables,
      queueUrlOf: () => 'https://queue/ordered.fifo',
      clock: world.clock,
      ids,
      pause: async () => {
        world.clock.advance(1)
        await world.invoke(instance)
      },
    }
  }
  /** A function that works besides. */
  const work = async (travel: Travel) => {
    const client = {
      send: (command: Command) => travel(() => fine.send(command as never)),
    } as unknown as DynamoDBClient
    const instance = world.instance({ client, died: never })
    world.send(orderEvent(1, parked + 1))
    for (let round = 0; round < 3; round++) await world.invoke(instance)
  }
  return { world, tool, totals, work, all: Array.from({ length: parked + 1 }, (_, index) => index + 1) }
}

type Scene = Awaited<ReturnType<typeof begin>>

/** As the commands do it: look, decide, release. */
async function operate(environment: ParkedEnvironment, { world }: Scene, work: Work): Promise<void> {
  const release = { consumer: world.name, aggregate: AGGREGATE, waitSeconds: 3 }
  if (work === 'release' || work === 'retry') {
    await releaseParked(environment, { ...release, onlyHead: work === 'retry' })
    return
  }
  const eventId = orderEvent(1, 1).event_id
  const event = (await readParked(environment, world.name, AGGREGATE)).find(({ id }) => id === eventId)
  if (!event) return
  const stamp = {
    consumer: world.name,
    eventId,
    reason: 'a test',
    by: { arn: 'arn:anna' },
    at: '2026-01-01T00:00:00.000Z',
    from: 'parked' as const,
  }
  const replacement =
    work === 'edit'
      ? replacementOf(event, { ...orderEvent(1, 1).data, total: EDITED_TOTAL }, environment.ids.next('evt'))
      : undefined
  await decide(environment, {
    consumer: defineConsumer({
      name: world.name,
      subscribesTo: orderEvents,
      ordering: 'aggregate',
      delivery: 'effectively-once',
      idempotency: 'atomic',
    }),
    aggregate: AGGREGATE,
    eventId,
    correction: replacement ? { ...stamp, kind: 'edit', replacement } : { ...stamp, kind: 'skip' },
    ...(replacement && { replacement: { ...event, id: replacement.event_id, body: JSON.stringify(replacement) } }),
  }).catch((error: unknown) => {
    if (!(error instanceof NotDecided)) throw error
  })
  await releaseParked(environment, release)
}

/** Somebody releases what is left; then the sequences that took effect must be what was decided, each once, in order. */
async function settleAndCheck(scene: Scene, what: string): Promise<Correction['kind'] | 'none'> {
  const { world, totals, all } = scene
  const instance = world.instance()
  for (let round = 0; round < 3; round++) {
    world.clock.advance(100)
    world.wakeUp(1)
    await world.drain(instance)
  }
  const { list } = await correctionsOf(world.name)
  const kind = list[0]?.kind ?? 'none'
  expect(list.length, what).toBeLessThanOrEqual(1)
  expect(await world.seen(1), what).toEqual(kind === 'skip' ? all.slice(1) : all)
  const total = kind === 'edit' ? EDITED_TOTAL : orderEvent(1, 1).data.total
  expect(new Set(totals), what).toEqual(new Set(kind === 'skip' ? [] : [total]))
  expect([await world.leftovers(), await world.aggregatesHeld()], what).toEqual([[], 0])
  return kind
}

async function correctionsOf(consumer: string) {
  const corrections = await readCorrections({ dynamo: db.client, table: testTables.operations }, consumer)
  return { list: [...corrections.values()] }
}

describe.each(['release', 'retry', 'skip', 'edit'] as const)('%s', (work) => {
  async function run(death?: { readonly call: number; readonly when: 'before' | 'after' }): Promise<number> {
    const scene = await begin()
    let calls = 0
    const { promise: died, resolve } = Promise.withResolvers<void>()
    const mortal: Travel = async (carryOut) => {
      if (death && calls >= death.call) return never
      if (++calls !== death?.call) return carryOut()
      if (death.when === 'after') await carryOut().catch(() => {})
      resolve()
      return never
    }
    await Promise.race([operate(scene.tool(mortal), scene, work), died])
    scene.world.send(orderEvent(1, 4))
    // Somebody finds it unfinished, and does the same.
    await operate(scene.tool(travels), scene, work)
    const what = death ? `killed ${death.when} call ${death.call}` : 'not killed'
    const kind = await settleAndCheck(scene, what)
    expect(kind, what).toBe(work === 'skip' || work === 'edit' ? work : 'none')
    return calls
  }

  it('killed at any of its calls, and repeated by somebody else: in order, exactly once, decided once', async () => {
    const calls = await run()
    expect(calls).toBeGreaterThan(2)
    for (let call = 1; call <= calls; call++) for (const when of ['before', 'after'] as const) await run({ call, when })
  })
})

it('two operators at once, whatever each does: what is decided is done, once, in order', async () => {
  const work = fc.constantFrom<Work>('release', 'retry', 'skip', 'edit')
  const works = fc.array(work, { minLength: 1, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), works, works, fc.constantFrom(1, 3), async (scheduler, one, other, parked) => {
      const scene = await begin(parked)
      const travel: Travel = async (carryOut) => {
        await scheduler.schedule(Promise.resolve(), 'request')
        return carryOut()
      }
      const operating = async (all: readonly Work[]) => {
        for (const each of all) await operate(scene.tool(travel, travel), scene, each)
      }
      await scheduler.waitFor(Promise.all([operating(one), operating(other), scene.work(travel)]))
      await settleAndCheck(scene, `${one} beside ${other}`)
    }),
    { numRuns: 40 },
  )
})
