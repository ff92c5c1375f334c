import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { orderDocument, toOrder } from '../../../lambdas/order-view/order-document.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { holdKey } from '../../../lambdas/runtime/parking/items.ts'
import { documentKey } from '../../../lambdas/runtime/read-model/document-item.ts'
import { createReadModelReader } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { createIds } from '../../../lambdas/runtime/system/ids.ts'
import { readCorrections } from '../../../ops/corrections/corrections.ts'
import { decideAndRelease } from '../../../ops/parked/decide-and-release.ts'
import type { ParkedEnvironment } from '../../../ops/parked/environment.ts'
import { readParked } from '../../../ops/parked/holds.ts'
import { replacementOf } from '../../../ops/parked/replacement.ts'
import { readWaiting, type WaitingOptions } from '../../../ops/parked/waiting.ts'
import { applyLateCorrections } from '../../../ops/rebuild/late-corrections.ts'
import { type RebuildOptions, rebuild, resumeRebuild } from '../../../ops/rebuild/rebuild.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { HeldOrders } from '../../lambdas/order-view/held-orders.ts'
import { orderHistory, orderPaths } from '../../lambdas/order-view/histories.ts'
import { TestClock } from '../../support/consumer-kit.ts'
import { countedBytes } from '../../support/counted-bytes.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

/** A read model of which something is parked: what rebuild and verify make of it, and of a later decision about it. */

let db: TestDynamoDb
let orders: HeldOrders
let clock: TestClock
let storage: ReturnType<typeof createDynamoEventStorage>
const idBytes = countedBytes()
beforeEach(async () => {
  db = await startTestDynamoDb({ stateIndexes: orderDocument.indexes })
  clock = new TestClock()
  orders = new HeldOrders(db, clock)
  storage = createDynamoEventStorage({ dynamo: db.client, eventTable: testTables.events })
})
afterEach(() => db.close())

const documents = () => ({ client: db.client, table: testTables.state, model: orderDocument, storage })
const reads = () => ({
  ...documents(),
  // Small pages, so that a rebuild can die between two.
  eventStore: createEventStore({ ...storage, readSegment: (query) => storage.readSegment({ ...query, limit: 3 }) }),
  corrections: () => readCorrections({ dynamo: db.client, table: testTables.operations }, 'order-view'),
  parked: (options?: WaitingOptions) => readWaiting(orders.reading, 'order-view', options),
  onProgress: () => {},
})
const verify = (generation: string) => verifyReadModel({ ...reads(), generation, segments: 1 })
const options = (overrides: Partial<RebuildOptions> = {}): RebuildOptions => ({
  ...reads(),
  clock,
  pause: async (milliseconds) => clock.advance(milliseconds / 1000),
  signal: new AbortController().signal,
  onStart: () => {},
  ...overrides,
})

const ids = () => createIds(clock, idBytes)

/** An order whose events are stored, and handled as far as that goes: those at these sequences cannot be. */
async function place(number: string, { broken }: { readonly broken: readonly number[] }): Promise<EventEnvelope[]> {
  const history = orderHistory(number, orderPaths[3]!)
  for (const event of history) await storage.append([event])
  for (const sequence of broken) orders.broken.add(history[sequence - 1]!.event_id)
  await orders.handle(...history)
  return history
}

/** As an operator does it; what waits behind it is released. */
async function decide(event: EventEnvelope, data?: object): Promise<void> {
  const environment: ParkedEnvironment = {
    dynamo: db.client,
    sqs: { send: async () => ({}) } as unknown as ParkedEnvironment['sqs'],
    tables: testTables,
    queueUrlOf: () => 'https://queue/order-view.fifo',
    documentsOf: () => documents(),
    clock,
    ids: ids(),
    pause: async (milliseconds) => clock.advance(milliseconds / 1000),
  }
  const parked = (await readParked(environment, 'order-view', event.aggregate_id)).find(
    ({ id }) => id === event.event_id,
  )!
  const log = { dynamo: db.client, table: testTables.auditLog, caller: { arn: 'arn:anna' }, clock, ids: ids() } as never
  const replacement = data && replacementOf(parked, { ...(event.data as object), ...data }, ids().next('evt'))
  const decision = {
    consumer: orderViewConsumer,
    aggregate: event.aggregate_id,
    event: parked,
    reason: 'a test',
    ...(replacement ? ({ verb: 'edit', replacement } as const) : ({ verb: 'skip' } as const)),
  }
  await decideAndRelease(environment, log, decision, 0)
  orders.broken.clear()
  await orders.release()
}

const orderOf = async (number: string) => {
  const reader = createReadModelReader(orderDocument, { client: db.client, table: testTables.state, clock })
  clock.advance(2)
  const parts = await reader.get({ id: `ord_${number}` })
  return parts && toOrder(parts)
}

describe('a rebuild while events are parked', () => {
  it('leaves them out, so that the new generation is behind, and a release brings it to a fresh fold', async () => {
    await place('1', { broken: [2] })
    await place('2', { broken: [1] })
    await place('3', { broken: [] })
    const { generation } = await rebuild(options(), 1)
    expect(await verify(generation)).toMatchObject({ documents: 3, behind: 2, unknown: 0, differences: [] })
    expect((await orderOf('1'))?.status).toBe('pending')
    expect(await orderOf('2')).toBeUndefined()
    orders.broken.clear()
    await orders.release()
    expect(await verify(generation)).toMatchObject({ behind: 0, differences: [] })
    expect(await verify('g1')).toMatchObject({ behind: 0, differences: [] })
  })

  it('does not fail at one that nobody can read, nor does verify', async () => {
    const [created, confirmed] = orderHistory('1', orderPaths[1]!)
    const unreadable = { ...confirmed!, data: { order_id: 17 } }
    for (const event of [created!, unreadable]) await storage.append([event])
    await orders.handle(created!, unreadable)
    const { generation } = await rebuild(options(), 1)
    expect(await verify(generation)).toMatchObject({ documents: 1, behind: 0, unknown: 1, differences: [] })
  })

  it('takes as stored what is being released just then, whose function may not know of the new generation', async () => {
    const [created] = await place('1', { broken: [1] })
    // The release has begun before, has written to g1, and has not given up the place of the event yet.
    const claim = async (until: number) => {
      const { Item } = await db.client.send(
        new GetItemCommand({ TableName: testTables.parked, Key: holdKey('order-view', 'ord_1') }),
      )
      await db.client.send(
        new PutItemCommand({
          TableName: testTables.parked,
          Item: { ...Item!, running_until: { N: String(until) }, runner: { S: 'release_1' } },
        }),
      )
    }
    await claim(clock.now() + 60_000)
    const { generation } = await rebuild(options(), 1)
    expect(await storedSequences(generation, created!)).toEqual({ placed: '1', status: '4' })
  })
})

/** Sequences of the parts that are stored of an order. */
async function storedSequences(generation: string, { aggregate_id }: EventEnvelope) {
  const Key = documentKey({ model: 'order-view', name: generation }, { id: aggregate_id })
  const { Item } = await db.client.send(new GetItemCommand({ TableName: testTables.state, Key }))
  return Object.fromEntries(Object.entries(Item ?? {}).flatMap(([name, { M }]) => (M ? [[name, M.sequence?.N]] : [])))
}

/** Generations that hold the parked events as well: an early rebuild has read them before they were parked. */
async function rebuiltAhead(): Promise<string> {
  const { parked: _, ...unaware } = options()
  return (await rebuild(unaware, 1)).generation
}

describe('a decision about a parked event that a read model has already', () => {
  it.each([
    ['skip', 2, undefined],
    ['skip', 1, undefined],
    ['edit', 1, { total: 1 }],
    ['edit', 2, { customer_id: 'cust_9' }],
  ] as const)(
    '%s of event %i takes it out of every generation, so that all equal a fresh fold',
    async (_, sequence, data) => {
      const history = await place('1', { broken: [sequence] })
      await place('2', { broken: [] })
      const generation = await rebuiltAhead()
      expect(await verify(generation)).toMatchObject({ differences: [] })
      await decide(history[sequence - 1]!, data)
      for (const one of ['g1', generation]) expect(await verify(one)).toMatchObject({ behind: 0, differences: [] })
      const again = await rebuild(options(), 1)
      expect(await verify(again.generation)).toMatchObject({ behind: 0, differences: [] })
    },
  )

  it('leaves nothing to be seen of a document whose only event was skipped', async () => {
    const [created] = orderHistory('1', [])
    await storage.append([created!])
    orders.broken.add(created!.event_id)
    await orders.handle(created!)
    const generation = await rebuiltAhead()
    expect((await orderOf('1'))?.order_id).toBe('ord_1')
    await decide(created!)
    expect(await orderOf('1')).toBeUndefined()
    expect(await verify(generation)).toMatchObject({ documents: 0, behind: 0, differences: [] })
  })
})

describe('a decision while a rebuild runs', () => {
  it.each(['skip', 'edit'] as const)('%s: the event is taken out of what was written before the end', async (verb) => {
    const history = await place('1', { broken: [2] })
    const data = verb === 'edit' ? { customer_id: 'cust_9' } : undefined
    // It reads the event table, and what it has read is written only after the decision.
    const { parked: _, eventStore, ...rest } = options()
    let decided: Promise<void> | undefined
    const late = {
      readSegment: async (read: Parameters<typeof eventStore.readSegment>[0]) => {
        const page = await eventStore.readSegment(read)
        decided ??= decide(history[1]!, data)
        await decided
        return page
      },
    }
    const { generation } = await rebuild({ ...rest, eventStore: late }, 1)
    expect(await verify(generation)).toMatchObject({ behind: 0, differences: [] })
  })

  it('is known to whoever takes up a rebuild that died', async () => {
    const history = await place('1', { broken: [2] })
    const { parked: _, ...unaware } = options()
    const dying = new AbortController()
    await expect(
      rebuild(
        {
          ...unaware,
          signal: dying.signal,
          onProgress: ({ events }) => void (events > 0 && dying.abort(new Error('killed'))),
        },
        1,
      ),
    ).rejects.toThrow('killed')
    await decide(history[1]!)
    const { generation } = await resumeRebuild(options())
    expect(await verify(generation)).toMatchObject({ behind: 0, differences: [] })
  })

  it('that cannot be applied is said: the generation does not go live with what was skipped', async () => {
    const last = orderHistory('1', orderPaths[3]!).length
    const history = await place('1', { broken: [last] })
    await decide(history.at(-1)!)
    const { parked: _parked, corrections: _corrections, ...unaware } = options()
    const { generation } = await rebuild(unaware, 1)
    const send = async (command: object) => {
      if (!(command instanceof UpdateItemCommand)) return db.client.send(command as never)
      throw Object.assign(new Error('refused'), { name: 'ConditionalCheckFailedException' })
    }
    const late = {
      documents: { ...documents(), client: { send } as unknown as typeof db.client },
      generation,
      since: new Date(clock.now()).toISOString(),
      known: new Map(),
      corrections: await reads().corrections(),
      waiting: new Set<string>(),
    }
    await expect(applyLateCorrections(late)).rejects.toThrow(/changes again and again/)
  })
})
